"""What both kinds of report say in the same words."""

from collections.abc import Iterator

from sandbox.compare.align import Row
from sandbox.compare.board import measure_of
from sandbox.compare.comparison import Comparison
from sandbox.compare.repeats import Passing

_PASSES = (1, 2, 3, 5, 10, 20, 50)


def hop_words(row: Row, column: int) -> str:
    """One cell: `=` where it is as the base's, `–` where the arm has no such hop."""
    cell = row.cells[column]
    if cell is None:
        return "–"
    if column and not row.differs(column):
        return "="
    return f"{cell.mark} {cell.said}".strip() or "·"


def notes(found: Comparison) -> Iterator[str]:
    """Arms that did not come to their end, and expectations that do not hold, each once."""
    for row in found.rows:
        if row.state != "done":
            why = f": {row.why}" if row.why else ""
            yield f"{row.label} ended as {row.state.replace('_', ' ')}{why}"
    told: dict[str, list[int]] = {}
    for row in found.rows:
        for run in row.runs:
            for verdict in run.verdicts:
                where = f"not as expected: {row.label}, turn {found.before + verdict.turn}"
                for line in verdict.wrong if verdict.reached else ("not reached",):
                    told.setdefault(f"{where}: {line}", []).append(run.run)
    for line, runs in told.items():
        yield line + (f" (in {len(runs)} runs)" if len(runs) > 1 else "")


def repeats(found: Comparison) -> Iterator[str]:
    """pass^k of each arm, and the hops that vary most."""
    base = measure_of(found.arms[0])
    against = "first" if base is None or base.number == 1 else f"run {base.number}"
    for row, one in zip(found.rows, found.repeated, strict=False):
        yield f"{row.label}: {_passed(one.passing, against)}"
        for hop in one.varies[:3]:
            where = f"turn {found.before + hop.turn} {hop.name} {hop.subject}".rstrip()
            share = f"{hop.share:.0%}"
            yield f"{row.label} varies: {where}, otherwise in {share} of runs, {hop.versions} ways"


def _passed(passing: Passing, against: str) -> str:
    """`2 of 3 runs are as the base's first: pass^1 0.67, …`; `against` says which run that is."""
    if passing.by == "nothing":
        return "no pass^k, since no run of the base came to its end"
    by = "the script expects" if passing.by == "script" else f"the base's {against}"
    ks = [k for k in _PASSES if k <= passing.runs]
    powers = ", ".join(f"pass^{k} {passing.power[k - 1]:.2f}" for k in ks)
    told = f"{passing.passed} of {passing.runs} runs are as {by}"
    return f"{told}: {powers}" if powers else told
