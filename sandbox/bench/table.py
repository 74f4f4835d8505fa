"""Writes figures as a table for people."""

import math
from collections.abc import Mapping
from typing import Any

from sandbox.bench.against import Change
from sandbox.bench.figure import Figure
from sandbox.bench.results import Section

_NAME, _COLUMN = 52, 11
_VERDICT = {True: "yes", False: "NO", None: ""}
_CLEAR = {True: "yes", False: "noise", None: "?"}
_DIGITS = 3


def header() -> str:
    """The line above the figures."""
    return _line("figure", ("target", "median", "p95", "spread", "n", "pass"))


def rows(found: Figure) -> list[str]:
    """The row of one figure, and its note below."""
    lines = [_line(found.name, cells(found.data()))]
    if found.note:
        lines.append(f"    {found.note}")
    return lines


def cells(data: Mapping[str, Any]) -> tuple[str, str, str, str, str, str]:
    """Target, median, p95, spread, n and verdict of a figure's data, as words."""
    unit, n = data["unit"], data["n"]
    return (
        target_text(data),
        amount(data["median"], unit),
        amount(data["p95"], unit) if n > 1 else "",
        f"±{data['spread'] * 50:.0f} %" if n > 2 else "",
        f"{n:,}" if n > 1 else "",
        "broken" if data.get("broken") else _VERDICT[data["passed"]],
    )


def target_text(data: Mapping[str, Any]) -> str:
    """`≤ 8 ms`, with the statistic where it is not the median."""
    target = data["target"]
    if target is None:
        return ""
    sign = "≥" if target["at_least"] else "≤"
    by = "" if target["by"] == "median" else f"{target['by']} "
    return f"{by}{sign} {amount(target['limit'], data['unit'])}"


def amount(value: float | None, unit: str) -> str:
    """Three digits that matter, with the unit; counts as they are."""
    if value is None or math.isnan(value):
        return "none"
    if unit == "count":
        return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    digits = _DIGITS - 1 - math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:,.{max(0, min(digits, 4))}f}"
    return f"{text}×" if unit == "x" else f"{text} {unit}"


def busy(section: Section) -> str:
    """A warning where others used the machine so much that times on the clock mean little."""
    if not section.busy:
        return ""
    share = f"{section.others:.0%}".replace("%", " %")
    return f"others used {share} of the machine: trust CPU, counts and ratios, not times"


def comparison(found: list[Change]) -> list[str]:
    """A table of ratios; under 1 is faster, smaller or fewer now."""
    lines = [_line("figure", ("before", "now", "ratio", "adjusted", "", "clear"))]
    for change in found:
        told = (
            amount(change.before, change.unit),
            amount(change.now, change.unit),
            f"{change.ratio:.2f}×",
            f"{change.adjusted:.2f}×",
            "",
            "busy" if change.busy else _CLEAR[change.clear],
        )
        lines.append(_line(change.shown or change.name, told))
    return lines


def _line(name: str, told: tuple[str, ...]) -> str:
    short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    widths = (_COLUMN + 6, _COLUMN + 2, _COLUMN + 2, _COLUMN - 1, 7, 8)
    columns = "".join(f"{cell:>{width}}" for cell, width in zip(told, widths, strict=True))
    return f"{short:<{_NAME}}{columns}".rstrip()
