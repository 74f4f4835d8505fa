"""Where the arguments of a call came from: customer, variable, tool result, procedure, nowhere."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.domain.verdict import ArgumentSource, SourceKind

_FREE_TEXT_OVER = 60
"""Longer strings are prose that the model worded; only ids, amounts and names are traced."""
_LOOKS_TRACED = re.compile(r"\d|@")


@dataclass
class Known:
    """What a value can have come from. All texts and values here are real, not placeholders.

    `said`: the customer's words so far. `variables`, `results` (typed values of tool results, by
    `tool/pointer`), `fixed`: literals of the procedure's steps. `person`: set by a person's edit.
    """

    said: list[str] = field(default_factory=list)
    variables: Mapping[str, JSON] = field(default_factory=dict)
    results: list[tuple[str, JSON]] = field(default_factory=list)
    fixed: list[tuple[str, JSON]] = field(default_factory=list)
    person: JSON = None


def sources_of(arguments: JSON, known: Known) -> tuple[ArgumentSource, ...]:
    """The source of each scalar argument, in order of its pointer."""
    if not isinstance(arguments, dict):
        return ()
    return tuple(_source(pointer, value, known) for pointer, value in leaves(arguments))


def leaves(value: JSON, pointer: str = "") -> Iterator[tuple[str, JSON]]:
    """(JSON pointer, scalar) of every leaf, in document order."""
    if isinstance(value, dict):
        for key, item in value.items():
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from leaves(item, f"{pointer}/{escaped}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{index}")
    else:
        yield pointer, value


def _source(pointer: str, value: JSON, known: Known) -> ArgumentSource:
    source, where = _trace(pointer, value, known)
    return ArgumentSource(pointer=pointer, source=source, where=where)


def _trace(pointer: str, value: JSON, known: Known) -> tuple[SourceKind, str]:
    if isinstance(known.person, dict) and pointer in dict(leaves(known.person)):
        return "person", ""
    wanted = _plain(value)
    typed: tuple[tuple[SourceKind, Iterable[tuple[str, JSON]]], ...] = (
        ("variable", known.variables.items()),
        ("tool", known.results),
        ("procedure", known.fixed),
    )
    for source, values in typed:
        for where, have in values:
            if _plain(have) == wanted:
                return source, where
    for turn, words in enumerate(known.said, 1):
        if wanted and _within(wanted, words):
            return "customer", f"turn {turn}"
    return ("nowhere", "") if _must_come_from_somewhere(value) else ("default", "")


def _must_come_from_somewhere(value: JSON) -> bool:
    """Numbers, and short texts with a digit or an @: ids, amounts, recipients.

    Plain words (an enum, a reason) and prose that the model worded name no row.
    """
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return True
    return len(value) <= _FREE_TEXT_OVER and _LOOKS_TRACED.search(value) is not None


def _plain(value: JSON) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return str(value).strip().lower()


def _within(wanted: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", words.lower()) is not None
