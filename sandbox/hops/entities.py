"""Finds rows that a customer names: `O-10042`, `o10042`, `#10042`, `order 10042`."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from sandbox.domain.schema import Table
from sandbox.ports import Rows

_BARE = re.compile(r"(?<![\w.,-])#?(\d{1,18})(?![\w-]|[.,]\d)")
_LONGEST_LEAD = 60
_NO_KEY = re.compile(
    r"\s*(?:[%€]|"
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|times?|items?|pieces?|more|of|x|EUR)\b)",
    re.IGNORECASE,
)
"""What a short number counts when one of these follows: "my order 3 weeks ago"."""


def rows_named(
    text: str, tables: Mapping[str, Table], rows: Rows, asked: str = ""
) -> Iterator[tuple[str, str, str]]:
    """(variable, key, words) of each table's last key named in `text`; at most one a table.

    A key in its declared shape counts whether or not the row exists, so that a wrong number is
    told apart from a missing one; so does a bare number that is the whole answer to a question for
    a row of the table `asked`. Other spellings count when such a row exists. The last one wins, as
    people correct themselves forwards; one after "not" never does.
    """
    for name in sorted(tables):
        table = tables[name]
        if not (table.digits and table.noun):
            continue
        hits = [*_shaped(text, table, rows), *_bare(text, table, rows, name == asked)]
        said = [hit for hit in hits if not _denied(table.noun).search(text, *_lead(text, hit[0]))]
        if said:
            _, key, words = max(said)
            yield f"{table.noun}_id", key, words


def normal_key(table: Table, digits: str) -> str:
    """The key of `table` with these digits: leading zeros dropped, padded to its length."""
    return f"{table.prefix}{str(int(digits)).zfill(table.digits)}"


def _lead(text: str, start: int) -> tuple[int, int]:
    """The stretch before `start` in which words can bear on what stands there."""
    return max(0, start - _LONGEST_LEAD), start


@lru_cache(maxsize=256)
def _shape(prefix: str) -> re.Pattern[str]:
    letters = re.escape(prefix.rstrip("-_# "))
    return re.compile(rf"(?<!\w){letters}[-_ #]?(\d{{1,18}})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=256)
def _noun(noun: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(noun)}s?\W+((?:number|no|nr|id)\W+)?$", re.IGNORECASE)


@lru_cache(maxsize=256)
def _denied(noun: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:not|instead of|rather than)\s+(?:(?:the|my|for|about|in|on)\s+)*"
        rf"(?:{re.escape(noun)}s?\W+(?:(?:number|no|nr|id)\W+)?)?$",
        re.IGNORECASE,
    )


def _exists(table: Table, key: str, rows: Rows) -> bool:
    return rows.row(table.name, key) is not None


def _shaped(text: str, table: Table, rows: Rows) -> Iterator[tuple[int, str, str]]:
    if not table.prefix:
        return
    for match in _shape(table.prefix).finditer(text):
        length = len(match[1])
        if length > table.digits:
            continue
        key = normal_key(table, match[1])
        if length == table.digits or _exists(table, key, rows):
            yield match.start(), key, match[0]


def _part_of_more(text: str, match: re.Match[str]) -> bool:
    """True for one group of a longer number, as in `+49 10042 5550`."""
    before, after = text[: match.start()][-2:], text[match.end() :][:2]
    return before[:1].isdigit() or (after[:1] in (" ", "/") and after[1:].isdigit())


def _bare(text: str, table: Table, rows: Rows, asked: bool) -> Iterator[tuple[int, str, str]]:
    for match in _BARE.finditer(text):
        if len(match[1]) > table.digits:
            continue
        key = normal_key(table, match[1])
        full = len(match[1]) == table.digits
        noun = _noun(table.noun).search(text, *_lead(text, match.start()))
        # A short number after the bare noun may count something: "I want to order 3".
        named = noun and (full or noun[1] or "#" in noun[0] + match[0])
        if not named and not (asked and _alone(text, match)):
            counts = not full and _NO_KEY.match(text, match.end())
            likely = noun or (full and not _part_of_more(text, match))
            if counts or not likely or not _exists(table, key, rows):
                continue
        yield match.start(), key, match[0]


def _alone(text: str, match: re.Match[str]) -> bool:
    """True when the number is all that was said."""
    return not re.search(r"\w", text[: match.start()] + text[match.end() :])
