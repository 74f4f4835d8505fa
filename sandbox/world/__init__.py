"""The world: the back-end database with its row journal; all that is not the agent."""
