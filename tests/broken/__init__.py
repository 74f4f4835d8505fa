"""Ten broken sessions, each recorded from a seed: what an inspector has to find."""
