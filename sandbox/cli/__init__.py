"""The command line: each command parses, calls, prints; no logic lives here."""
