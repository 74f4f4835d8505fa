"""Keys of the DB pane."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key(
        "db_enter", "db", "enter", "db('enter')", "Enter", "open",
        "table: its rows; changed row: to its hop in the trace", 12,
    ),
    Key("db_sql", "db", "colon", "db('sql')", ":", "sql", "the read-only SQL line", 11),
    Key("db_values", "db", "v", "db('values')", "v", "values", "real values ↔ placeholders", 9),
    Key(
        "db_write", "db", "w", "db('write')", "w", "write",
        "an INSERT, UPDATE or DELETE: shown, asked, logged", 8,
    ),
    Key("db_since", "db", "t", "db('since')", "t", "since", "changes since the seed, or a turn", 7),
    Key("db_since_back", "db", "T", "db('since_back')", "T", "since", "the same, the other way"),
    Key("db_snapshot", "db", "s", "db('snapshot')", "s", "snapshot", "a copy by name", 6),
    Key("db_restore", "db", "S", "db('restore')", "S", "restore", "a snapshot's rows again", 5),
    Key("db_export", "db", "x", "db('export')", "x", "export", "these rows as .csv or .json", 5),
    Key("db_queries", "db", "o", "db('queries')", "o", "queries", "run a query kept by name", 4),
    Key("db_keep", "db", "K", "db('keep')", "K", "keep", "keep the last query by a name"),
    Key("db_json", "db", "Y", "db('json')", "Y", "json", "copy the row as JSON"),
    Key("db_right", "db", "l,right", "db('right')", "l", "column", "columns to the right", 4),
    Key("db_left", "db", "h,left", "db('left')", "h", "column", "columns to the left, then tables"),
)  # fmt: skip
