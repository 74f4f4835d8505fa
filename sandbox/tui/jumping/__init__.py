"""Jump letters: every pane, block and row on the screen by one or two letters."""
