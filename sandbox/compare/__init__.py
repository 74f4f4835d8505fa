"""Two to four models on the same words, side by side, each on its own copy of session and world."""
