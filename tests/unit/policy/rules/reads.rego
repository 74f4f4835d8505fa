package policy

import rego.v1

# `_owner` is the customer a row belongs to; the hub adds it to each row of `input.rows`.
# Nobody is signed in -> customer is null, and null owns nothing.
mine(row) if {
	input.principal.customer != null
	row._owner == input.principal.customer
}

all_mine if {
	count(input.rows) > 0
	every row in input.rows { mine(row) }
}

decisions contains {"verdict": "allow", "rule": "read-own", "reason": "reads the speaker's own rows"} if {
	input.tool.effect == "read"
	all_mine
}

decisions contains {
	"verdict": "deny",
	"rule": "own-orders-only",
	"reason": "the row belongs to another customer",
	"evidence": {"argument": name},
} if {
	some name, row in input.rows
	not mine(row)
}
