"""Calls that are wrong in known ways, with the right form known, and what becomes of them."""
