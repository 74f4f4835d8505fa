"""Replays a log: the same code, with ports that answer from the tape."""
