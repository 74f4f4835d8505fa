"""What a person sets for the screen: keys, theme, glyphs, motion, hints; and what it remembers."""
