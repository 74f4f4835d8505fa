"""What fits the word under the cursor of a SQL text: tables, columns, SQL's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST: Final = 40

WORDS: Final = (
    *("SELECT", "FROM", "WHERE", "ORDER BY", "GROUP BY", "LIMIT", "JOIN", "LEFT JOIN", "ON"),
    *("AND", "OR", "NOT", "IN", "IS NULL", "IS NOT NULL", "LIKE", "BETWEEN", "EXISTS", "AS"),
    *("DISTINCT", "HAVING", "DESC", "ASC", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "WITH"),
    *("COUNT(", "SUM(", "MIN(", "MAX(", "AVG(", "COALESCE(", "LENGTH(", "LOWER(", "ROUND("),
    *("CASE", "WHEN", "THEN", "ELSE", "END", "NULL", "UPDATE", "SET", "INSERT INTO", "VALUES"),
    *("DELETE FROM", "json_extract("),
)

_RESERVED: Final = frozenset(
    """
    add all alter and as asc between by case check collate column commit create cross
    default delete desc distinct drop else end escape except exists foreign from full group
    having in index inner insert intersect into is isnull join key left like limit natural
    not notnull null offset on or order outer primary references right rollback select set
    table then to transaction union unique update using values view when where with
    """.split()  # noqa: SIM905
)
_TOKEN: Final = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\w+|\S")
_WORD: Final = re.compile(r"(?:(?P<owner>\w+|\"(?:[^\"]|\"\")+\")\.)?(?P<word>\w*|\"[^\"]*)$")
_BEFORE_TABLE: Final = ("from", "join", "into", "update", "table")


@dataclass(frozen=True)
class Offer:
    """Words for the text from `start` to the cursor, the likeliest first."""

    start: int
    words: tuple[str, ...] = ()


def offers(text: str, cursor: int, tables: Mapping[str, Sequence[str]]) -> Offer:
    """`tables`: columns by table. Nothing is offered inside a string."""
    before = text[:cursor]
    if before.count("'") % 2:
        return Offer(cursor)
    found = _WORD.search(before)
    assert found is not None  # every part of it may be empty
    word, owner = found["word"], found["owner"]
    start = found.start("word")
    previous = _previous(before[: found.start()])
    if owner is not None:
        columns = tables.get(_table_of(plain(owner), text, tables), ())
        return Offer(start, tuple(_fitting(word, columns)))
    if previous in _BEFORE_TABLE:
        return Offer(start, tuple(_fitting(word, tables)))
    if not word:
        return Offer(start)
    used = [name for name in tables if name.lower() in _names_in(text)]
    columns = [column for name in used or tables for column in tables[name]]
    names = list(dict.fromkeys((*columns, *tables)))
    lower = word.islower()
    words = (one.lower() if lower else one for one in WORDS if one.lower() != word.lower())
    own = [] if word.startswith('"') else [one for one in words if _fits(word, one)]
    found_names = list(_fitting(word, names))
    # In the first place of a statement only SQL's own words make sense.
    order = (*own, *found_names) if not previous else (*found_names, *own)
    return Offer(start, order[:MOST])


def identifier(name: str) -> str:
    """A name as SQL writes it: in quotes where it is no plain word, or one of SQL's own."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name.lower() not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def plain(name: str) -> str:
    """A name without its quotes."""
    return name[1:-1].replace('""', '"') if name.startswith('"') and len(name) > 1 else name


def _fitting(word: str, names: Iterable[str]) -> Iterable[str]:
    exact = word.removeprefix('"')
    return (identifier(name) for name in names if _fits(exact, name) and name != word)


def _fits(word: str, name: str) -> bool:
    return name.lower().startswith(word.lower())


def _previous(before: str) -> str:
    tokens = _TOKEN.findall(before)
    return tokens[-1].lower() if tokens else ""


def _names_in(text: str) -> set[str]:
    return {plain(token).lower() for token in _TOKEN.findall(text)}


def _table_of(owner: str, text: str, tables: Mapping[str, Sequence[str]]) -> str:
    """The table that `owner` names: itself, or an alias of one (`orders o`, `orders AS o`)."""
    by_name = {name.lower(): name for name in tables}
    if owner.lower() in by_name:
        return by_name[owner.lower()]
    tokens = [plain(token).lower() for token in _TOKEN.findall(text)]
    for place, token in enumerate(tokens):
        named = tokens[place + 1 : place + 3]
        alias = named[1] if named[:1] == ["as"] and len(named) > 1 else named[0] if named else ""
        if token in by_name and alias == owner.lower():
            return by_name[token]
    return ""
