"""From events to what the screen shows, without Textual: knows only log and domain.

`view` holds the shapes, the other files make them. Texts stay masked; widgets restore them.
"""
