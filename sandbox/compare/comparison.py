"""The result of a comparison: scoreboard, aligned rows, differences of any two arms, sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sandbox.compare.align import Cell, Row, align
from sandbox.compare.board import ArmRow, board, measure_of
from sandbox.compare.diff import Diff, diff
from sandbox.compare.played import Ran
from sandbox.compare.repeats import Repeated, passing, varying
from sandbox.domain.base import JSON
from sandbox.export.tokens import totals_data
from sandbox.log.fold import Turn
from sandbox.log.times import times_of


@dataclass(frozen=True)
class Comparison:
    """A comparison that has run, or what there is of it. Everything is masked as in the logs.

    `about`: what was run. `scripted`: its script has expectations, so these decide what passes.
    Aligned rows and differences are those of each arm's first run.
    """

    id: str
    about: str
    arms: Sequence[Ran] = field(repr=False)
    scripted: bool = False

    @cached_property
    def rows(self) -> tuple[ArmRow, ...]:
        """The scoreboard; the first row is the base."""
        return board(self.arms)

    @cached_property
    def aligned(self) -> list[Row]:
        """Hops side by side, one column an arm, all turns."""
        return align([ran.first.played(ran.arm.label) for ran in self.arms])

    def diff(self, base: int, arm: int) -> Diff:
        """Two arms by number: what the second did otherwise."""
        one, other = self.arms[base], self.arms[arm]
        return diff(one.first.played(one.arm.label), other.first.played(other.arm.label))

    @cached_property
    def repeated(self) -> tuple[Repeated, ...]:
        """pass^k and what varies, one an arm; empty where no arm ran twice."""
        if all(len(ran.runs) < 2 for ran in self.arms):
            return ()
        by = "script" if self.scripted else "base" if measure_of(self.arms[0]) else "nothing"
        pairs = zip(self.arms, self.rows, strict=True)
        return tuple(Repeated(passing(row.runs, by), varying(ran)) for ran, row in pairs)

    @property
    def asked(self) -> list[str]:
        """The customer's words, turn by turn, from the arm that came furthest."""
        furthest = max((ran.first.own.turns for ran in self.arms), key=len)
        return [turn.asked for turn in furthest]

    @property
    def sessions(self) -> list[str]:
        """Ids of all sessions, arm by arm; the first of an arm is the one to go on with."""
        return [run.session for ran in self.arms for run in ran.runs if run.session]

    @property
    def before(self) -> int:
        """How many turns the arms have of the session that they go on from.

        Turn 1 of this comparison is turn `before + 1` of it, and of theirs.
        """
        return max((run.before for ran in self.arms for run in ran.runs), default=0)

    @property
    def all_failed(self) -> bool:
        """No run of any arm came to its end."""
        return all(run.state != "done" for ran in self.arms for run in ran.runs)

    @property
    def found(self) -> bool:
        """An expectation does not hold, or an arm did not come to its end."""
        return any(row.wrong or row.state != "done" for row in self.rows)

    def data(self) -> dict[str, JSON]:
        """All of it as JSON; times in ns or ms as their names say, cost in nano-dollars.

        `turns_before`: turns are counted from 1 in the comparison, and come after so many of the
        session that the arms go on from; only the `turns` of a run have the session's own numbers.
        """
        arms = zip(self.arms, self.rows, strict=True)
        return {
            "comparison": self.id,
            "about": self.about,
            "asked": list(self.asked),
            "scripted": self.scripted,
            "turns_before": self.before,
            "arms": [_arm(ran, row) for ran, row in arms],
            "aligned": [_row(row) for row in self.aligned],
            "differences": [
                self.diff(0, ran.arm.number).model_dump(mode="json") for ran in self.arms[1:]
            ],
            "repeated": [
                {
                    **one.passing.model_dump(mode="json"),
                    "varies": [each.model_dump(mode="json") for each in one.varies],
                }
                for one in self.repeated
            ],
        }


def _arm(ran: Ran, row: ArmRow) -> dict[str, Any]:
    data = row.model_dump(mode="json")
    figures = data["figures"]
    for name in ("time", "first_token"):
        figures[f"{name}_ms"] = figures.pop(name)
    for run, told in zip(ran.runs, data["runs"], strict=False):
        told["forked_after"] = run.before if run.own.forked else None
        told["turns"] = [_turn(turn) for turn in run.own.turns]
    return data


def _turn(turn: Turn) -> dict[str, Any]:
    """One turn with its totals as `sandbox sessions show --json` gives them."""
    end, times = turn.finished, times_of(turn)
    return {
        "turn": turn.number,
        "reply": turn.reply,
        "outcome": end.outcome if end else None,
        "degraded": end.degraded if end else False,
        "total_ns": times.total,
        "waited_ns": times.waited,
        "totals": totals_data(end.totals, turn.usage) if end else None,
        "changes": [change.model_dump(mode="json") for change in turn.changes],
    }


def _row(row: Row) -> dict[str, Any]:
    cells = [_cell(row, column, cell) for column, cell in enumerate(row.cells)]
    return {"turn": row.turn, "hop": row.name, "subject": row.subject,
            "different": row.different, "cells": cells}  # fmt: skip


def _cell(row: Row, column: int, cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    return {"id": cell.hop, "ns": cell.ns, "mark": cell.mark, "said": cell.said,
            "different": row.differs(column)}  # fmt: skip
