"""`/cost` and `/tools`: lists of what a session has cost and may call."""
