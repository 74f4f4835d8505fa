"""The dock: panes beside chat, trace and inspector that show on a key, and their one host."""
