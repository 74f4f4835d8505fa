package policy

import rego.v1

# What would the rules say if the customer asked in the chat? `with` replaces a part of the input;
# in another engine such a rule ended the process.
by_chat if input.principal.channel == "chat"

decisions contains {"verdict": "allow", "rule": "as-by-chat", "reason": "the same rule as in the chat"} if {
	input.tool.name == "get_opening_hours"
	by_chat with input.principal.channel as "chat"
	by_chat with input as {"principal": {"channel": "chat"}}
}
