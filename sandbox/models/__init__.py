"""Models: the gateway to providers, and three that need no network."""
