"""What each figure on the screen means, with its value now: `#`, `/figures`."""
