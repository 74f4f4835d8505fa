"""Detection to a standstill: what it leaves holds no further find, so masking twice is masking."""

import re
from collections.abc import Iterator

from sandbox.privacy.detect import detect
from sandbox.privacy.found import Found, moved
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.spelling import Cell

_LEARNED = frozenset(("phone", "address", "value"))
"""Kinds found by the words around them: once found, the session knows them anywhere."""


def settled(
    text: str,
    kept: re.Pattern[str],
    known: KnownValues,
    keys: KeyShapes,
    region: str,
    cue: str = "",
) -> list[Found]:
    """Finds in order, such that the gaps between them hold no further find.

    What `kept` matches is left alone and parts the text like a find. A second masking sees exactly
    these gaps, each by itself, so it finds nothing. Extends `known` by values that were found only
    because of the words around them, and then begins again: the same text must give the same finds
    whether they were known before or not. `cue` counts as words before the text.
    """
    fixed = [match.span() for match in kept.finditer(text)]
    while True:
        version = known.version
        finds: list[Found] = []
        while fresh := list(
            _found_between(text, [*fixed, *_spans(finds)], known, keys, region, cue)
        ):
            finds += fresh
        _learn(finds, known)
        if known.version == version:
            return sorted(finds, key=lambda find: find.start)


def is_plain(
    text: str, kept: re.Pattern[str], known: KnownValues, keys: KeyShapes, region: str
) -> bool:
    """Whether nothing is found in `text`; learns nothing."""
    fixed = [match.span() for match in kept.finditer(text)]
    return not any(_found_between(text, fixed, known, keys, region, ""))


def _spans(finds: list[Found]) -> Iterator[tuple[int, int]]:
    return ((find.start, find.end) for find in finds)


def _found_between(
    text: str,
    taken: list[tuple[int, int]],
    known: KnownValues,
    keys: KeyShapes,
    region: str,
    cue: str,
) -> Iterator[Found]:
    barren: set[str] = set()
    for start, end in _gaps(len(text), sorted(taken)):
        gap = text[start:end]
        if gap in barren or not gap.strip():
            continue
        finds = detect(gap, known, keys, region, "" if start else cue)
        if not finds and start:
            barren.add(gap)
        for find in finds:
            yield moved(find, start)


def _learn(finds: list[Found], known: KnownValues) -> None:
    for find in finds:
        kind = find.kind
        if kind in _LEARNED and kind != "secret" and not known.holds(kind, find.value):
            known.extend([Cell("", "", "", "", kind, find.value)])


def _gaps(length: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in taken:
        if at < start:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length
