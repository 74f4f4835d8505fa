"""The screen: a Textual app that shows a session and lets a person take part in it."""
