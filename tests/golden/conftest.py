"""format-1.rec.jsonl is kept to open, view and fold for ever; it is no test of today's code."""

collect_ignore_glob = ["*.rec.jsonl"]
