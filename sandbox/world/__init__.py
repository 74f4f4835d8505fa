"""The back-end of one session: a SQLite file whose every row change can be undone."""
