package policy

import rego.v1

# Amounts are decimal strings: compare them as numbers, never as texts ("49.90" > "100.00").
amount := to_number(input.arguments.amount)

limit := to_number(data.limits.refund)

refund if {
	input.tool.name == "issue_refund"
	mine(input.rows.order_id)
	amount > 0
}

decisions contains {
	"verdict": "allow",
	"rule": "refund-limit",
	"reason": sprintf("%v ≤ %v", [input.arguments.amount, data.limits.refund]),
	"evidence": {"amount": input.arguments.amount, "limit": data.limits.refund},
} if {
	refund
	amount <= limit
}

decisions contains {
	"verdict": "confirm",
	"rule": "refund-limit",
	"reason": sprintf("%v > %v", [input.arguments.amount, data.limits.refund]),
	"evidence": {"amount": input.arguments.amount, "limit": data.limits.refund},
} if {
	refund
	amount > limit
}

# Sums come in minor units, as integers: floats are right to compare, not to add up.
decisions contains {
	"verdict": "escalate",
	"rule": "refund-sum",
	"reason": "much was refunded to this customer already",
	"evidence": {"sum_minor": input.counts["refunds.sum_minor"]},
} if {
	refund
	input.counts["refunds.sum_minor"] >= data.limits.refund_sum_minor
}
