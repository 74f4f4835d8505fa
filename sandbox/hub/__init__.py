"""The hub: runs a turn hop by hop and keeps the session. Read `turn.py` first."""
