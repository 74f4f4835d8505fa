"""Log: our own log records."""
