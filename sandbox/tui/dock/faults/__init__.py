"""Faults: the console that arms and disarms them."""
