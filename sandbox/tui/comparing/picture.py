"""All that the compare screen shows of a comparison, worked out once where the arms run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.compare.align import Row
    from sandbox.compare.board import ArmRow
    from sandbox.compare.comparison import Comparison


@dataclass(frozen=True)
class Picture:
    """A comparison at one moment.

    `facts` are the scoreboard's words, one an arm. `asked`: the customer's words turn by turn.
    `repeats`: what pass^k says of each arm, empty where no arm ran twice.
    """

    found: Comparison
    rows: tuple[ArmRow, ...]
    facts: tuple[dict[str, str], ...]
    aligned: tuple[Row, ...]
    asked: tuple[str, ...]
    repeats: tuple[str, ...]

    @property
    def different(self) -> int:
        """How many rows are not the same in all arms."""
        return sum(self.parts(row) for row in self.aligned)

    def differs(self, row: Row, arm: int) -> bool:
        """Whether an arm is not as the base there: what has not happened yet is no difference, and

        an arm that never began has none.
        """
        if not arm or arm >= len(row.cells) or not row.differs(arm):
            return False
        cell, state = row.cells[arm], self.rows[arm].state
        if cell is None:
            return state != "running" and bool(self.rows[arm].first.outcomes)
        base = row.cells[0]
        if base is None and self.rows[0].state == "running":
            return False
        return cell.ns is not None and (base is None or base.ns is not None)

    def parts(self, row: Row) -> bool:
        """Whether any arm is not as the base there."""
        return any(self.differs(row, arm) for arm in range(1, len(row.cells)))


def picture_of(found: Comparison) -> Picture:
    """Reads `found` to the end, so that nobody else has to look at sessions that still run."""
    from sandbox.compare.report.parts import repeats
    from sandbox.compare.words import facts

    rows = found.rows
    return Picture(
        found,
        rows,
        tuple(facts(found, row) for row in rows),
        tuple(found.aligned),
        tuple(found.asked),
        tuple(repeats(found)),
    )


def about_lines(picture: Picture, arm: int) -> list[tuple[str, str]]:
    """What the scoreboard says of one arm in full: (text, tone), the most important first.

    Only for an arm that has ended.
    """
    row, told = picture.rows[arm], picture.facts[arm]
    lines: list[tuple[str, str]] = []
    if row.state != "done":
        why = one_line(row.why)
        said = why.startswith(told["state"])
        lines.append((why if said else f"{told['state']}: {why}".rstrip(": "), "bad"))
    if not row.first.outcomes:
        return lines
    if row.first.reply:
        lines.append((f"“{one_line(row.first.reply, 600)}”", ""))
    names = " → ".join(one_line(name, 60) for name in row.first.tools)
    path = names if arm == 0 else f"{told['tool path']}: {names}" if names else told["tool path"]
    of_base = [] if arm == 0 else [f"same effect {told['same effect']}"]
    changed = plural(row.first.rows_changed, "row changed", "rows changed")
    lines.append((" · ".join([f"path {path or '–'}", changed, *of_base]), ""))
    lines.append((_figures(told), ""))
    mine = [line for line in picture.repeats if line.startswith(f"{row.label}:")]
    lines += [(line, "") for line in mine]
    return lines


def _figures(told: dict[str, str]) -> str:
    first = [f"{name} {told[name]}" for name in ("expected", "hand-offs", "cost") if name in told]
    tokens = f"tokens {told['tokens in']} in, {told['tokens out']} out"
    names = ("repairs", "denials", "first token", "turn p50", "turn p95")
    return " · ".join([*first, tokens, *(f"{name} {told[name]}" for name in names)])


def title_of(about: str, labels: Sequence[str]) -> str:
    """`turn 2 of 20261120-0902-a1b2c3 · 3 arms`."""
    return f"{one_line(about, 120)} · {plural(len(labels), 'arm')}"
