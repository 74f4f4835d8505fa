"""Finds rows that a customer names: `O-10042`, `o10042`, `#10042`, `order 10042`."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from sandbox.domain.schema import Table
from sandbox.ports import Rows

_BARE = re.compile(r"(?<![\w.,-])#?(\d{1,9})(?![\w-]|[.,]\d)")


def rows_named(
    text: str, tables: Mapping[str, Table], rows: Rows
) -> Iterator[tuple[str, str, str]]:
    """(variable, key, words) of each table's last key named in `text`; at most one a table.

    A key in its declared shape counts whether or not the row exists, so that a wrong number is
    told apart from a missing one. Bare digits count when such a row exists, or right after the
    table's noun. The last one wins, as people correct themselves forwards.
    """
    for name in sorted(tables):
        table = tables[name]
        if not (table.digits and table.noun):
            continue
        hits = [*_shaped(text, table), *_bare(text, table, rows)]
        if hits:
            _, key, words = max(hits)
            yield f"{table.noun}_id", key, words


def normal_key(table: Table, digits: str) -> str:
    """The key of `table` with these digits: leading zeros dropped, padded to its length."""
    return f"{table.prefix}{digits.lstrip('0').zfill(table.digits)}"


@lru_cache(maxsize=256)
def _shape(prefix: str) -> re.Pattern[str]:
    letters = re.escape(prefix.rstrip("-_# "))
    return re.compile(rf"(?<!\w){letters}[-_ #]?(\d{{1,9}})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=256)
def _noun(noun: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(noun)}s?\W+(?:(?:number|no|nr|id)\W+)?$", re.IGNORECASE)


def _shaped(text: str, table: Table) -> Iterator[tuple[int, str, str]]:
    if not table.prefix:
        return
    for match in _shape(table.prefix).finditer(text):
        if len(match[1]) <= table.digits:
            yield match.start(), normal_key(table, match[1]), match[0]


def _part_of_more(text: str, match: re.Match[str]) -> bool:
    """True for one group of a longer number, as in `+49 10042 5550`."""
    before, after = text[: match.start()][-2:], text[match.end() :][:2]
    return before[:1].isdigit() or (after[:1] in (" ", "/") and after[1:].isdigit())


def _bare(text: str, table: Table, rows: Rows) -> Iterator[tuple[int, str, str]]:
    for match in _BARE.finditer(text):
        if len(match[1]) > table.digits:
            continue
        key = normal_key(table, match[1])
        after_noun = _noun(table.noun).search(text, max(0, match.start() - 40), match.start())
        whole = len(match[1]) == table.digits and not _part_of_more(text, match)
        if after_noun or (whole and rows.row(table.name, key) is not None):
            yield match.start(), key, match[0]
