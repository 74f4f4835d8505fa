"""State: what the agent knows after a turn."""
