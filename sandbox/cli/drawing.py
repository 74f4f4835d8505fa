"""Bars, ranges and sparklines for people at a terminal, and columns for everybody."""

import re
import shutil
import sys
from collections.abc import Sequence
from typing import Final

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_LEVELS: Final = "▁▂▃▄▅▆▇█"
_NUMBER: Final = re.compile(r"[≈$–]?[\d,.]*\d?(?: ?%| ms)?|–")


def drawn() -> bool:
    """True where people look: a terminal that can show block characters."""
    try:
        (_EIGHTHS + _LEVELS).encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return sys.stdout.isatty()


def width() -> int:
    """Columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def bar(amount: float, whole: float, cells: int) -> str:
    """`amount` of `whole` in at most `cells` cells; what is not nothing shows at least a sliver."""
    if amount <= 0 or whole <= 0 or cells <= 0:
        return ""
    eighths = min(max(1, round(amount / whole * cells * 8)), cells * 8)
    full, part = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[part] if part else "")


def reach(low: float, high: float, whole: float, cells: int) -> str:
    """A bar to `low`, thinner from there to `high`: half of the samples, and 95 of 100."""
    solid = bar(low, whole, cells)
    end = min(round(high / whole * cells), cells) if whole > 0 else 0
    return solid + "░" * max(0, end - len(solid))


def sparkline(values: Sequence[float], top: float) -> str:
    """One column a value; `top` and what is above it are full."""
    if top <= 0:
        return _LEVELS[0] * len(values)
    return "".join(_LEVELS[min(7, int(value / top * 8))] for value in values)


def columns(rows: Sequence[Sequence[str]], header: Sequence[str]) -> list[str]:
    """Rows under a header; columns of figures stand right, and the last one is left ragged."""
    everything = [list(header), *(list(row) for row in rows)]
    last = len(header) - 1
    lines = [""] * len(everything)
    for column in range(len(header)):
        cells = [row[column] for row in everything]
        wide = max(len(cell) for cell in cells)
        figures = bool(rows) and all(_NUMBER.fullmatch(cell) for cell in cells[1:])
        for number, cell in enumerate(cells):
            fitted = cell.rjust(wide) if figures else cell if column == last else cell.ljust(wide)
            lines[number] += ("  " if column else "") + fitted
    return [line.rstrip() for line in lines]
