"""`/map`: which phrases lead to which procedure, tools, services and rules."""
