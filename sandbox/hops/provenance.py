"""Where the arguments of a call came from: customer, variable, tool result, procedure, nowhere."""

import re
from collections.abc import Iterator, Mapping
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
    return tuple(
        _source(pointer, value, known) for pointer, value in leaves(arguments)
    )


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
    wanted = _plain(value)
    if isinstance(known.person, dict) and pointer in dict(leaves(known.person)):
        return "person", ""
    for name, have in known.variables.items():
        if _plain(have) == wanted:
            return "variable", name
    for where, have in known.results:
        if _plain(have) == wanted:
            return "tool", where
    for where, have in known.fixed:
        if _plain(have) == wanted:
            return "procedure", where
    for index, words in enumerate(known.said, 1):
        if wanted and _within(wanted, words):
            return "customer", f"turn {index}"
    if not isinstance(value, str) or not _LOOKS_TRACED.search(value):
        # Words without a digit or @ (an enum, a worded reason) name no row, amount or recipient.
        return ("nowhere", "") if isinstance(value, int | float) and value is not True else (
            "default",
            "",
        )
    return ("default", "worded by the model") if len(value) > _FREE_TEXT_OVER else ("nowhere", "")


def _plain(value: JSON) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    text = str(value).strip().lower()
    return text


def _within(wanted: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", words.lower()) is not None
