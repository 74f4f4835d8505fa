"""What to do about a statement that SQLite refused: its own words name the rule and no way out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sandbox.domain.schema import Column, Table

ONE: Final = "one INSERT, UPDATE or DELETE at a time"

_KNOWN: Final = {
    "NOT NULL constraint": "give it a value",
    "UNIQUE constraint": "there is a row with this key already; choose another",
    "a key never changes": "insert the row under its new key, and delete the old one",
}
_MOST: Final = 12
_DELETE: Final = re.compile(r"\s*(?:WITH\b.*\bDELETE\b|DELETE\b)", re.IGNORECASE | re.DOTALL)


def hint_of(said: str, sql: str, tables: Mapping[str, Table]) -> str:
    """One hint for SQLite's words `said` about the statement `sql`, from the pack's own schema."""
    named = [table for table in tables.values() if _is_in(table.name, sql)]
    hint = ""
    if said.startswith("CHECK constraint"):
        hints = (_allowed(one) for one in _columns(named) if _is_in(one.name, said))
        hint = next(filter(None, hints), "")
    elif said.startswith("FOREIGN KEY constraint"):
        hint = _delete_hint(named, tables) if _DELETE.match(sql) else _reference_hint(named)
    elif said.startswith("no such column") and named:
        hint = f"columns of {named[0].name}: {_list(one.name for one in named[0].columns)}"
    elif said.startswith("no such table"):
        hint = f"there are: {_list(tables)}"
    else:
        hint = next((then for words, then in _KNOWN.items() if words in said), "")
    return hint or ONE


def _columns(tables: list[Table]) -> Iterator[Column]:
    return (column for table in tables for column in table.columns)


def _allowed(column: Column) -> str:
    if column.choices:
        return f"{column.name} is one of: {_list(column.choices, len(column.choices))}"
    return f"{column.name} is 0 or 1" if column.type == "boolean" else ""


def _reference_hint(named: list[Table]) -> str:
    referring = {one.name: one.references for one in _columns(named) if one.references}
    told = _list(f"{name} ({table})" for name, table in referring.items())
    return f"a row that it names is not there: {told}" if told else ""


def _delete_hint(named: list[Table], tables: Mapping[str, Table]) -> str:
    gone = {table.name for table in named[:1]}
    by = [
        table.name
        for table in tables.values()
        if any(column.references in gone for column in table.columns)
    ]
    return f"rows of {_list(by)} name it: change or delete those first" if by else ""


def _is_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _list(names: Iterable[str], most: int = _MOST) -> str:
    found = list(names)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more
