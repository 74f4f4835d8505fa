"""Where a costly pattern can match at all: around what each of its matches holds."""

import re
from collections.abc import Iterable, Iterator


def windows_around(
    anchors: Iterable[re.Match[str]], reach: int, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The parts of `start` to `end` within `reach` characters of an anchor, in order and apart."""
    begun = done = -1
    for anchor in anchors:
        if begun < 0 or anchor.start() - reach > done:
            if begun >= 0:
                yield begun, done
            begun = max(start, anchor.start() - reach)
        done = min(end, anchor.end() + reach)
    if begun >= 0:
        yield begun, done


def matches_around(
    shape: re.Pattern[str], anchor: re.Pattern[str], reach: int, text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """As `shape.finditer(text, start, end)`, if each match holds an `anchor`.

    No match of `shape`, with what it looks at behind its end, may be longer than `reach`.
    """
    for begun, done in windows_around(anchor.finditer(text, start, end), reach, start, end):
        for match in shape.finditer(text, begun, done):
            # What was cut off might be what forbids it.
            if match.end() < done or done == end:
                yield match
