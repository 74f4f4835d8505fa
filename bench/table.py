"""Writes figures as a table for people."""

import math

from bench.against import Change
from bench.figure import Figure

_NAME, _COLUMN = 58, 11
_VERDICT = {True: "yes", False: "NO", None: ""}
_DIGITS = 3


def header() -> str:
    """The line above the figures."""
    return _line("figure", ("target", "median", "p95", "spread", "pass"))


def rows(found: Figure) -> list[str]:
    """The row of one figure, and its note below."""
    measured = found.measured
    cells = (
        target_text(found),
        amount(measured.median, found.unit),
        amount(measured.p95, found.unit) if measured.n > 1 else "",
        f"±{measured.spread * 50:.0f} %" if measured.n > 2 else "",
        _VERDICT[found.passed],
    )
    lines = [_line(found.name, cells)]
    if found.note:
        lines.append(f"    {found.note}")
    return lines


def target_text(found: Figure) -> str:
    """`≤ 8 ms`, with the statistic where it is not the median."""
    target = found.target
    if target is None:
        return ""
    sign = "≥" if target.at_least else "≤"
    by = "" if target.by == "median" else f"{target.by} "
    return f"{by}{sign} {amount(target.limit, found.unit)}"


def amount(value: float, unit: str) -> str:
    """Three digits that matter, with the unit; counts as they are."""
    if math.isnan(value):
        return "none"
    if unit == "count":
        return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    digits = _DIGITS - 1 - math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:,.{max(0, min(digits, 4))}f}"
    return f"{text}×" if unit == "x" else f"{text} {unit}"


def comparison(found: list[Change]) -> list[str]:
    """A table of ratios; under 1 is faster, smaller or fewer now."""
    lines = [_line("figure", ("before", "now", "ratio", "adjusted", ""))]
    for change in found:
        cells = (
            amount(change.before, change.unit),
            amount(change.now, change.unit),
            f"{change.ratio:.2f}×",
            f"{change.adjusted:.2f}×",
            "",
        )
        lines.append(_line(change.name, cells))
    return lines


def _line(name: str, cells: tuple[str, ...]) -> str:
    short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    widths = (_COLUMN + 4, _COLUMN + 2, _COLUMN + 2, _COLUMN - 2, 5)
    columns = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"{short:<{_NAME}}{columns}".rstrip()
