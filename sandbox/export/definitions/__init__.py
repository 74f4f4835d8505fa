"""What each figure means: one table for screen, `sandbox stats --define` and docs/numbers.md."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.comparison import COMPARISON
from sandbox.export.definitions.figure import Figure, Place
from sandbox.export.definitions.inspector import INSPECTOR
from sandbox.export.definitions.lists import LISTS
from sandbox.export.definitions.screen import SCREEN
from sandbox.export.definitions.stats import STATS
from sandbox.export.definitions.trace import TRACE

FIGURES: Final[tuple[Figure, ...]] = (
    *SCREEN,
    *TRACE,
    *INSPECTOR,
    *LISTS,
    *STATS,
    *COMPARISON,
)


def figures_of(*places: Place) -> tuple[Figure, ...]:
    """The figures that are shown in `places`."""
    return tuple(figure for figure in FIGURES if figure.place in places)


def table_of(place: Place) -> str:
    """The Markdown table of a place, as docs/numbers.md has it."""
    rows = ["| figure | from | how | known |", "|---|---|---|---|"]
    for one in figures_of(place):
        known = ", ".join(part for part in (one.known, one.clock) if part)
        rows.append(f"| {one.title} | {one.source} | {one.how} | {known} |")
    return "\n".join(rows)
