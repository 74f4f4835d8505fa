"""A replay on the screen: what is shown of it, and what it found."""
