"""Deterministic mends, one rule each. None invents a value; what is not exact is left alone."""
