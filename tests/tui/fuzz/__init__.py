"""Random use of every screen."""
