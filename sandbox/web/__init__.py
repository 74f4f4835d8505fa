"""The screen in a browser. Needs the extra `web`; nothing here is imported before it is used."""
