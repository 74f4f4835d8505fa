"""The scoreboard as lines: figures by arm on a terminal, one row an arm in a pipe."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sandbox.cli import drawing
from sandbox.compare.board import ArmRow
from sandbox.compare.comparison import Comparison
from sandbox.compare.report.parts import notes, repeats
from sandbox.compare.words import dollars, facts, milliseconds
from sandbox.export.tokens import UNKNOWN, sign

_LABEL: Final = 12
_NARROWEST: Final = 13
_BAR: Final = 30
_BESIDE: Final = 23
_SHORTEST: Final = 6
"""A bar stands between its name and its figure; a shorter one would show nothing."""


def board_lines(found: Comparison) -> Iterator[str]:
    """All of the scoreboard, then bars on a terminal, then what repeating told."""
    width = drawing.width() if drawing.drawn() else 10**6
    for line in _lines(found):
        inside = " " * (len(line) - len(line.lstrip()) + 2)
        yield from (
            textwrap.wrap(line, width, subsequent_indent=inside) if len(line) > width else [line]
        )


def _lines(found: Comparison) -> Iterator[str]:
    yield f"compare {found.id} · {found.about}"
    if found.repeated:
        yield "figures are of all runs; tool path, rows and effect of the first one"
    yield ""
    if drawing.drawn():
        yield from _terminal(found)
    else:
        yield from drawing.columns(*_plain(found))
    yield ""
    yield from _replies(found)
    for lines in (notes(found), repeats(found)):
        for number, line in enumerate(lines):
            yield from ("", line) if not number else (line,)


def _plain(found: Comparison) -> tuple[list[list[str]], list[str]]:
    """One row an arm, whole cells: what a pipe gets."""
    rows = [
        [row.label, row.first.session or "–", *facts(found, row).values()] for row in found.rows
    ]
    return rows, ["model", "session", *facts(found, found.rows[0])]


def _terminal(found: Comparison) -> Iterator[str]:
    """Figures as lines and arms as columns; arms one below the other where that is too narrow."""
    told = {row.label: facts(found, row) for row in found.rows}
    room = (drawing.width() - _LABEL - 1) // len(told) - 2
    if room < _NARROWEST:
        for label, one in told.items():
            yield label
            yield from (f"  {name:<{_LABEL}} {value}" for name, value in one.items())
    else:
        yield from _line("", list(told), room)
        for name in facts(found, found.rows[0]):
            yield from _line(name, [one[name] for one in told.values()], room)
    yield ""
    yield from _bars(found)


def _line(name: str, cells: Sequence[str], room: int) -> Iterator[str]:
    """One figure over all arms; what does not fit its column goes on below."""
    wrapped = [textwrap.wrap(cell, room) or [""] for cell in cells]
    for at in range(max(map(len, wrapped))):
        parts = [(lines[at] if at < len(lines) else "").ljust(room) for lines in wrapped]
        yield f"{name if not at else '':<{_LABEL}} {'  '.join(parts)}".rstrip()


def _bars(found: Comparison) -> Iterator[str]:
    """Time, tokens and cost, each on one scale for all arms. What is unknown has no bar."""
    charts: dict[str, tuple[Callable[[ArmRow], float], Callable[[ArmRow], str]]] = {
        "turn p50": (
            lambda row: row.figures.time.p50 or 0,
            lambda row: milliseconds(row.figures.time.p50),
        ),
        "tokens": (_tokens, _tokens_words),
        "cost": (lambda row: row.cost.nano or 0, lambda row: dollars(row.cost)),
    }
    wide = max(len(row.label) for row in found.rows)
    cells = min(_BAR, drawing.width() - wide - _BESIDE)
    if cells < _SHORTEST:
        return
    for name, (amount, words) in charts.items():
        whole = max(amount(row) for row in found.rows)
        for row in found.rows if whole else ():
            bar = drawing.bar(amount(row), whole, cells).ljust(cells)
            head = name if row is found.rows[0] else ""
            yield f"{head:<9} {row.label:<{wide}} {bar} {words(row)}"


def _tokens(row: ArmRow) -> int:
    return row.figures.used.tokens


def _tokens_words(row: ArmRow) -> str:
    used = row.figures.used
    return UNKNOWN if used.unknown else f"{sign(used.estimated, used.untold)}{used.tokens:,}"


def _replies(found: Comparison) -> Iterator[str]:
    """What each arm said last."""
    yield "last reply"
    for row in found.rows:
        words = " ".join(row.first.reply.split()) or "–"
        yield from _indented(f"{row.label}: {words}")


def _indented(words: str) -> list[str]:
    """A pipe gets one line, however long."""
    width = drawing.width() - 1 if drawing.drawn() else 10**6
    return textwrap.wrap(words, width, initial_indent="  ", subsequent_indent="    ")
