package policy

import rego.v1

# `_owner` is the customer a row belongs to, null when it is nobody's (a product, an article); the
# hub adds it to each row of `input.rows`. A row without it is neither mine nor public: denied.
mine(row) if {
	input.principal.customer != null # nobody is signed in: null owns nothing
	row._owner == input.principal.customer
}

public(row) if row._owner == null

readable(row) if mine(row)

readable(row) if public(row)

decisions contains {"verdict": "allow", "rule": "read-own", "reason": "only the speaker's own rows"} if {
	input.tool.effect == "read"
	count(input.rows) > 0
	every row in input.rows { readable(row) }
}

decisions contains {
	"verdict": "deny",
	"rule": "own-orders-only",
	"reason": "the row belongs to another customer",
	"evidence": {"argument": name},
} if {
	some name, row in input.rows
	not readable(row)
}
