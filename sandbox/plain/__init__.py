"""The chat in lines, for screen readers and pipes: each event that matters is a line."""
