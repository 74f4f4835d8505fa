"""The help page of `sandbox db`."""

from typing import Final

DB_PAGE: Final = (
    "The mock back-ends of a session are one SQLite file. Without more it lists the tables;\n"
    "one SELECT shows rows, personal values masked; diff shows which cells each turn changed,\n"
    "and what that comes to. Calls that failed for good, or of which nobody knows whether\n"
    "they were done, are dead letters: dead lists them, retry runs one again under its own\n"
    "key, so that nothing happens twice.\n"
    "--write takes one INSERT, UPDATE or DELETE, shows the rows before and after, asks, and\n"
    "writes it as an event of the session, so that a replay makes the same edit. snapshot\n"
    "NAME copies the world, restore NAME has its rows again (it asks, too), snapshots lists\n"
    "them. queries lists what --save kept, query NAME runs one, forget NAME drops it.",
    (
        ('sandbox db last "select id, status from orders limit 3"', "rows of the back-end"),
        ("sandbox db last diff", "what the session changed"),
        ("sandbox db last diff --turn 1 --json", "one turn's changes, as data"),
        ("sandbox db last dead", "calls that are kept for a person"),
        ("sandbox db last retry 3.12", "run one again, by the hop that dead lists"),
        (
            "sandbox db last \"update leads set rating = 'Hot'\" --write --dry-run",
            "what that would change, and nothing else",
        ),
        ("sandbox db last snapshot before-refund", "a copy to come back to"),
        ('sandbox db last "select id from orders" --save ids', "kept for every session"),
    ),
    "0 fine · 1 a retry failed, or the answer was no · 2 wrong use · 3 could not run.",
    "retry: the call's effect, and what came of it to the session's log. --write and restore:\n"
    "the rows, and an event with them. snapshot: a file beside the world. --save: queries.json.",
)
