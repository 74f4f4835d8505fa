"""Another session in place of this one, and what a session is called, who speaks, its seed."""
