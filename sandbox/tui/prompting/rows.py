"""Rows of the session's database by a part of their id or name, for the prompt's `@`.

The database looks, with a limit; no table is ever loaded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sandbox.log.patience import Patience
from sandbox.world.cells import quoted

if TYPE_CHECKING:
    from sandbox.domain.schema import Table

MOST: Final = 12
"""Rows of one table; the list shows a few lines."""

_NAMES: Final = ("name", "title", "subject", "summary", "product")
_NOTES: Final = ("status", "state", "priority", "loyalty_tier", "type")

_STEPS: Final = 1_000_000
_MOST_STEPS: Final = 30
"""Times a million steps of SQLite's machine, well under a second."""

_FIND: Final = """
    SELECT id, name, note,
      CASE
        WHEN id LIKE :word ESCAPE '\\' THEN 0
        WHEN id LIKE :begins ESCAPE '\\' THEN 1
        WHEN name LIKE :begins ESCAPE '\\' THEN 2
        WHEN name LIKE :part ESCAPE '\\' THEN 3
        WHEN id LIKE :holds ESCAPE '\\' THEN 4
        WHEN name LIKE :holds ESCAPE '\\' THEN 5
        WHEN name LIKE :letters ESCAPE '\\' OR id LIKE :letters ESCAPE '\\' THEN 6
      END AS fits
    FROM (SELECT {key} AS id, {name} AS name, {note} AS note, {owner} AS owner FROM {table} AS t)
    WHERE fits IS NOT NULL
    ORDER BY fits, owner = :speaker DESC, id
    LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `name` may be personal; `note` is not. `fits`: 0 best."""

    key: str
    noun: str
    name: str
    note: str
    fits: int


def find_rows(
    world: Path, tables: Iterable[Table], people: str, word: str, speaker: str = ""
) -> list[Row]:
    """Rows that fit `word`, best first; [] for a database that can't be read. For a thread.

    `people` is the table of customers: what belongs to one is found by their name too, and among
    equals what belongs to `speaker` comes first.
    """
    ordered = sorted(tables, key=lambda one: (one.name != people, not one.owner, not one.noun))
    try:
        connection = sqlite3.connect(f"{world.resolve().as_uri()}?mode=ro", uri=True, timeout=0.2)
    except (sqlite3.Error, OSError):
        return []
    owners = next((one for one in ordered if one.name == people), None)
    found: list[Row] = []
    with closing(connection):
        connection.set_progress_handler(Patience(_MOST_STEPS), _STEPS)
        for table in ordered:
            try:
                found += _rows(connection, table, owners, word, speaker)
            except sqlite3.Error:  # it takes too long, or is locked just now
                continue
    found.sort(key=lambda row: row.fits)
    return found


def _rows(
    connection: sqlite3.Connection, table: Table, owners: Table | None, word: str, speaker: str
) -> Iterator[Row]:
    like = _like(word)
    values = {
        "word": like,
        "begins": f"{like}%",
        "part": f"% {like}%",
        "holds": f"%{like}%",
        "letters": "%".join(("", *(_like(letter) for letter in word), "")),
        "speaker": speaker,
        "most": MOST,
    }
    noun = table.noun or table.name
    for key, name, note, fits in connection.execute(_query(table, owners), values):
        yield Row(str(key), noun, str(name or ""), str(note or ""), int(fits))


def _query(table: Table, owners: Table | None) -> str:
    columns = {column.name for column in table.columns}
    label, owner = _label(table), f"t.{quoted(table.owner)}" if table.owner else "''"
    name = f"t.{quoted(label)}" if label else "''"
    if not label and table.owner and owners is not None and _label(owners):
        name = (
            f"(SELECT p.{quoted(_label(owners))} FROM {quoted(owners.name)} AS p "
            f"WHERE p.{quoted(owners.key)} = {owner})"
        )
    note = next((f"t.{quoted(one)}" for one in _NOTES if one in columns), "''")
    key = f"t.{quoted(table.key)}"
    return _FIND.format(key=key, name=name, note=note, owner=owner, table=quoted(table.name))


def _label(table: Table) -> str:
    """The column that a person knows a row by, "" for none."""
    for column in table.columns:
        if column.personal == "name":
            return column.name
    columns = {column.name for column in table.columns}
    return next((name for name in _NAMES if name in columns), "")


def _like(text: str) -> str:
    """`text` as itself in a LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
