"""`sandbox stats --by procedure` as lines."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from sandbox.cli import drawing
from sandbox.export.figures import Procedures

_ENDS: Final = ("resolved", "handed_off", "abandoned", "failed", "switched_away")
_HEADER: Final = (
    "procedure", "started", "resolved", "handed off", "abandoned", "failed", "switched away",
    "came back", "turns",
)  # fmt: skip
_SHORT: Final = (
    "procedure", "runs", "done", "handed", "aband.", "failed", "away", "back", "turns",
)  # fmt: skip


def procedure_lines(found: Sequence[Procedures]) -> Iterator[str]:
    """A row each, and under it where it was dropped, the step with most first."""
    if not found:
        yield "no procedure was begun"
        return
    rows = [_row(one) for one in found]
    lines = drawing.columns(rows, _HEADER)
    if drawing.drawn() and max(map(len, lines)) > drawing.width():
        lines = drawing.columns(rows, _SHORT)
    yield lines[0]
    for line, one in zip(lines[1:], found, strict=True):
        yield line
        for step, count in one.drop_off.items():
            yield from _wrapped(f"{count} left at: {step}")


def _row(one: Procedures) -> list[str]:
    ends = [str(one.outcomes.get(end, 0)) for end in _ENDS]
    return [one.name, str(one.started), *ends, str(one.came_back), f"{one.turns:.1f}"]


def _wrapped(words: str) -> list[str]:
    """Indented; a pipe gets one line, however long."""
    width = drawing.width() - 1 if drawing.drawn() else 10**6
    return textwrap.wrap(words, width, initial_indent="    ", subsequent_indent="      ")
