"""What stands behind the ports in a live session."""
