package policy

import rego.v1

decisions contains {"verdict": "confirm", "rule": "cancel-asks", "reason": "a cancelled order stays cancelled"} if {
	input.tool.name == "cancel_order"
	mine(input.rows.order_id)
}
