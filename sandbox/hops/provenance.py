"""Where the arguments of a call came from: customer, variable, tool result, procedure, nowhere.

Everything here is in masked form: equal values have equal placeholders, so they still meet.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.domain.verdict import ArgumentSource, SourceKind

_FREE_TEXT_OVER = 60
"""Longer strings are prose that somebody worded; only ids, amounts and recipients are traced."""
_LOOKS_TRACED = re.compile(r"\d|@|\[[A-Z]+_\d+\]")


@dataclass
class Known:
    """What a value can have come from; grows with the log.

    `said`: the customer's words, by turn. `results`: plain form of each short value in a tool's
    result, to where it stood (`3.9 get_order/total`). Free text of results is no source: anybody
    may have written it. `fixed`: literals of the procedure's steps, the same way.
    """

    said: list[str] = field(default_factory=list[str])
    results: dict[str, str] = field(default_factory=dict[str, str])

    def returned(self, where: str, result: JSON) -> None:
        """Notes the short values of one tool result."""
        for pointer, value in leaves(result):
            if not isinstance(value, str) or len(value) <= _FREE_TEXT_OVER:
                self.results[plain(value)] = f"{where}{pointer}"


@dataclass(frozen=True)
class Sources:
    """What one call is traced against. `person`: arguments that a person has just set."""

    known: Known
    variables: Mapping[str, JSON]
    fixed: Mapping[str, str]
    person: JSON = None


def sources_of(arguments: JSON, sources: Sources) -> tuple[ArgumentSource, ...]:
    """The source of each scalar argument, by pointer."""
    by_value = {plain(value): name for name, value in sources.variables.items()}
    return tuple(
        _source(pointer, value, sources, by_value)
        for pointer, value in leaves(arguments)
        if pointer
    )


def leaves(value: JSON, pointer: str = "") -> Iterator[tuple[str, JSON]]:
    """(JSON pointer, scalar) of every leaf, by key: a log keeps no order of an object's keys."""
    items: Iterable[tuple[object, JSON]] = ()
    if isinstance(value, dict):
        items = sorted(value.items())
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        yield pointer, value
    for key, item in items:
        escaped = str(key).replace("~", "~0").replace("/", "~1")
        yield from leaves(item, f"{pointer}/{escaped}")


def plain(value: JSON) -> str:
    """The form in which values are compared: as text, trimmed, without case."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return str(value).strip().lower()


def _source(
    pointer: str, value: JSON, sources: Sources, variables: Mapping[str, str]
) -> ArgumentSource:
    source, where = _trace(pointer, value, sources, variables)
    return ArgumentSource(pointer=pointer, source=source, where=where)


def _trace(
    pointer: str, value: JSON, sources: Sources, variables: Mapping[str, str]
) -> tuple[SourceKind, str]:
    if isinstance(sources.person, dict) and pointer in dict(leaves(sources.person)):
        return "person", ""
    wanted = plain(value)
    places: tuple[tuple[SourceKind, Mapping[str, str]], ...] = (
        ("variable", variables),
        ("tool", sources.known.results),
        ("procedure", sources.fixed),
    )
    for source, values in places:
        if wanted in values:
            return source, values[wanted]
    for turn, words in enumerate(sources.known.said, 1):
        if wanted and _within(wanted, words):
            return "customer", f"turn {turn}"
    return ("nowhere", "") if _must_come_from_somewhere(value) else ("default", "")


def _must_come_from_somewhere(value: JSON) -> bool:
    """Numbers, and short texts with a digit, an @ or a placeholder: ids, amounts, recipients.

    Plain words (an enum, a reason) and prose that the model worded name no row.
    """
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return True
    return len(value) <= _FREE_TEXT_OVER and _LOOKS_TRACED.search(value) is not None


def _within(wanted: str, words: str) -> bool:
    lower = words.lower()
    return wanted in lower and bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", lower))
