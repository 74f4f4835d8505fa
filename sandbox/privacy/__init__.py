"""Personal data: found, put away in a vault, and masked in everything that leaves the process."""
