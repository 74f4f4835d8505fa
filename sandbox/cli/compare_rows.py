"""Hops side by side: a row a hop, a column an arm, differences marked."""

from collections.abc import Iterator, Sequence

from sandbox.cli import drawing
from sandbox.compare.align import Cell
from sandbox.compare.align import Row as HopRow
from sandbox.compare.comparison import Comparison
from sandbox.replay.report import Row

_NAME = 30
_NARROWEST = 14
_GONE = "–"


def hop_rows(found: Comparison, only_different: bool) -> Iterator[Row]:
    """Lines for `coloured.rows`; a `≠` before each hop in which an arm is not as the base."""
    shown = [row for row in found.aligned if row.different or not only_different]
    labels = [ran.arm.label for ran in found.arms]
    asked = found.asked
    width = drawing.width() if drawing.drawn() else 10**6
    room = min((width - _NAME - 2) // len(labels) - 2, 60)
    turn = 0
    for row in shown:
        if row.turn != turn:
            turn = row.turn
            words = " ".join(asked[turn - 1].split()) if turn <= len(asked) else ""
            yield _plain("good", "")
            yield _plain("good", f"turn {found.before + turn}: {words}"[:width])
            if room >= _NARROWEST:
                yield _plain("dim", _line("", [_label(one, room) for one in labels], room))
        if room >= _NARROWEST:
            cells = [_cell(row, at, cell) for at, cell in enumerate(row.cells)]
            tone = "bad" if row.different else "dim"
            yield _plain(tone, _line(_named(row), cells, room))
        else:
            yield from _stacked(row, labels, width)
    same = sum(not row.different for row in found.aligned)
    if only_different:
        yield _plain("dim", "")
        yield _plain("dim", f"{same} hops are the same in all arms, {len(shown)} are not")


def _stacked(row: HopRow, labels: Sequence[str], width: int) -> Iterator[Row]:
    """One line an arm below the hop, where columns would be too narrow to say anything."""
    yield _plain("bad" if row.different else "dim", _named(row)[:width])
    if row.different:
        for at, (label, cell) in enumerate(zip(labels, row.cells, strict=True)):
            yield _plain("dim", f"    {label}: {_cell(row, at, cell)}"[:width])


def _named(row: HopRow) -> str:
    sign = "≠ " if row.different else "  "
    return f"{sign}{row.name} {row.subject}".rstrip()


def _cell(row: HopRow, column: int, cell: Cell | None) -> str:
    if cell is None:
        return _GONE
    if column and not row.differs(column):
        return "="
    words = f"{cell.mark} {cell.said}".strip()
    return " ".join(words.split()) or "·"


def _line(name: str, cells: Sequence[str], room: int) -> str:
    parts = "  ".join(_fit(cell, room) for cell in cells)
    return f"{_fit(name, _NAME)}  {parts}".rstrip()


def _label(text: str, room: int) -> str:
    """The end tells two models of one provider apart, and #1 from #2."""
    if len(text) > room:
        text = text.rpartition("/")[2]
    return text if len(text) <= room else f"…{text[1 - room :]}"


def _fit(text: str, room: int) -> str:
    return text.ljust(room) if len(text) <= room else f"{text[: room - 1]}…"


def _plain(tone: str, text: str) -> Row:
    return Row(tone, ((text, False),))  # pyright: ignore[reportArgumentType]
