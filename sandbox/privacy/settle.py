"""Detection to a standstill: what it leaves holds no further find, so masking twice is masking."""

import re
from collections.abc import Container, Iterator

from sandbox.privacy.detect import detect, shapes_in
from sandbox.privacy.found import Found, moved
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.seen import SeenShapes
from sandbox.privacy.spelling import Cell


def settled(
    text: str,
    kept: re.Pattern[str],
    known: KnownValues,
    keys: KeyShapes,
    region: str,
    cue: str = "",
    allowed: Container[str] = (),
    seen: SeenShapes | None = None,
) -> list[Found]:
    """Finds in order, such that the gaps between them hold no further find.

    What `kept` matches is left alone and parts the text like a find. A second masking sees exactly
    these gaps, each by itself, so it finds nothing. Extends `known` by values that were found only
    because of the words around them, and then begins again: the same text must give the same finds
    whether they were known before or not. `cue` counts as words before the text; finds of `allowed`
    kinds are left alone, unless they are known.
    """
    look = _Look(known, keys, region, allowed, seen)
    fixed = [match.span() for match in kept.finditer(text)]
    while True:
        version = known.version
        finds: list[Found] = []
        while fresh := list(_found_between(text, [*fixed, *_spans(finds)], look, cue)):
            finds += fresh
        _learn(finds, known)
        if known.version == version:
            return sorted(finds, key=lambda find: find.start)


def is_plain(
    text: str,
    kept: re.Pattern[str],
    known: KnownValues,
    keys: KeyShapes,
    region: str,
    allowed: Container[str] = (),
) -> bool:
    """Whether nothing is found in `text`; learns nothing."""
    fixed = [match.span() for match in kept.finditer(text)]
    look = _Look(known, keys, region, allowed, None)
    return not any(_found_between(text, fixed, look, ""))


class _Look:
    """Looks through texts; what depends on the text alone is looked for once."""

    def __init__(
        self,
        known: KnownValues,
        keys: KeyShapes,
        region: str,
        allowed: Container[str],
        seen: SeenShapes | None,
    ) -> None:
        self.known = known
        self.keys = keys
        self.region = region
        self.allowed = allowed
        self._seen = SeenShapes() if seen is None else seen

    def finds(self, text: str, cue: str) -> tuple[Found, ...]:
        shapes = self._seen.get(text, cue)
        if shapes is None:
            shapes = shapes_in(text, self.known, self.keys, self.region, cue)
            self._seen.put(text, cue, shapes)
        return detect(text, self.known, self.keys, self.region, cue, shapes, self.allowed)


def _spans(finds: list[Found]) -> Iterator[tuple[int, int]]:
    return ((find.start, find.end) for find in finds)


def _found_between(
    text: str,
    taken: list[tuple[int, int]],
    look: _Look,
    cue: str,
) -> Iterator[Found]:
    barren: set[str] = set()
    for start, end in _gaps(len(text), sorted(taken)):
        gap = text[start:end]
        if gap in barren or not gap.strip():
            continue
        finds = look.finds(gap, "" if start else cue)
        if not finds and start:
            barren.add(gap)
        for find in finds:
            yield moved(find, start)


def _learn(finds: list[Found], known: KnownValues) -> None:
    """What was found once the session knows anywhere and however it is laid out, as it does when it
    is opened again and learns it from its vault."""
    for find in finds:
        kind = find.kind
        if kind in ("secret", "literal"):
            continue
        if not known.holds(kind, find.value):
            known.extend([Cell("", "", "", "", kind, find.value)])


def _gaps(length: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in taken:
        if at < start:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length
