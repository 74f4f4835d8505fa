"""What repeating tells: how surely an arm passes, and which of its hops comes out otherwise."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

from sandbox.compare.align import align
from sandbox.compare.board import RunRow
from sandbox.compare.played import Ran
from sandbox.domain.base import Frozen
from sandbox.log.codec import canonical

By = Literal["script", "base", "nothing"]


class Passing(Frozen):
    """How many of `runs` passed. `power[k - 1]` is pass^k, for k from 1 to `runs`.

    `by`: "script" where its expectations decide, else "base" (same tool path and same effect on
    the back-end as the base's first run that is done), or "nothing" where the base has none: then
    nobody can say what passes, and `runs` is 0.
    """

    by: By
    runs: int
    passed: int
    power: tuple[float, ...]


class Varies(Frozen):
    """One hop of an arm over its runs. `share` (0..1): runs where it is not as in most of them."""

    turn: int
    name: str
    subject: str
    share: float
    versions: int


@dataclass(frozen=True)
class Repeated:
    """Over the runs of one arm; `varies` has those that differ at all, the most varied first."""

    passing: Passing
    varies: tuple[Varies, ...]


def pass_hat(runs: int, passed: int, k: int) -> float:
    """pass^k: the chance that k runs of the same task all pass, from `passed` of `runs`.

    The unbiased estimate C(c, k) / C(n, k) of Yao et al., "τ-bench: A Benchmark for
    Tool-Agent-User Interaction in Real-World Domains" (2024, arXiv:2406.12045), section 3; for
    1 ≤ k ≤ n. With k = 1 it is the share that passed. (pass@k is another thing: that any one of k
    passes.)
    """
    if not 1 <= k <= runs:
        raise ValueError(f"pass^{k} of {runs} runs")
    return comb(passed, k) / comb(runs, k)


def passing(runs: Sequence[RunRow], by: By) -> Passing:
    """Of one arm's runs, those that ended by themselves: a run that a person stopped, or that still

    goes, says nothing of the model. The run that is itself the measure can't fail by it, and is
    not counted either.
    """
    ended = [run for run in runs if run.state not in ("stopped", "running")]
    counted = [run for run in ended if by == "script" or (by == "base" and _held(run))]
    passed = sum(_passes(run, by) for run in counted)
    n = len(counted)
    power = tuple(pass_hat(n, passed, k) for k in range(1, n + 1))
    return Passing(by=by, runs=n, passed=passed, power=power)


def _passes(run: RunRow, by: By) -> bool:
    if run.state != "done":
        return False
    if by == "script":
        return all(verdict.ok for verdict in run.verdicts)
    return bool(run.same_path and run.effect and run.effect.same)


def _held(run: RunRow) -> bool:
    """Not the measure. A run that came to nothing is held against nothing, and did not pass."""
    return run.same_path is not None or run.state != "done"


def varying(ran: Ran) -> tuple[Varies, ...]:
    """Hops that differ between the runs of one arm, aligned against its first run."""
    runs = [run.played(str(run.number)) for run in ran.runs if run.own.turns]
    found: list[Varies] = []
    for row in align(runs) if len(runs) > 1 else ():
        marks = Counter("" if cell is None else canonical(cell.essence) for cell in row.cells)
        most = marks.most_common(1)[0][1]
        if len(marks) > 1:
            share = round(1 - most / len(row.cells), 4)
            found.append(
                Varies(turn=row.turn, name=row.name, subject=row.subject, share=share,
                       versions=len(marks))
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.share))
