"""What is suspicious in a session, read from its log alone: where to look, and why."""
