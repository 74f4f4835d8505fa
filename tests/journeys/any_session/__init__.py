"""Sessions that nobody thought up: random settings, people, faults, stops, edits, forks."""
