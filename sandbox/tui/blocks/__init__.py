"""What can be done with one entry of the chat: its menu, and copying it as JSON."""
