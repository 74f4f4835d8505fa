"""How the screen looks: roles and their colours, themes, ASCII, no colour, no motion."""
