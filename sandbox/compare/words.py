"""The scoreboard in words, the same on the screen, in a pipe and in reports."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from sandbox.compare.board import ArmRow, RunRow
from sandbox.compare.comparison import Comparison
from sandbox.compare.path import path_words
from sandbox.domain.money import Cost
from sandbox.export.cost import money
from sandbox.export.tokens import amounts

_NAMED: Final = 40
"""As long a list of tools is told by name; how many they are says more than half a list."""
_OF_CALLS: Final = (
    *("tool path", "rows", "same effect", "hand-offs", "repairs", "denials", "hops"),
    *("tokens in", "tokens out", "cost"),
)
"""What nobody can say of an arm whose model was never asked."""


def facts(found: Comparison, row: ArmRow) -> dict[str, str]:
    """What the scoreboard says of an arm, in words, in the order of its lines."""
    figures, base = row.figures, found.rows[0]
    given, output = amounts(figures.used)
    ran = figures.model_calls > 0
    told = {
        "state": row.state.replace("_", " "),
        "outcome": _counted(one for run in row.runs for one in run.outcomes) or "–",
        "tool path": _path(row, base),
        "rows": str(row.first.rows_changed),
        "same effect": _effect(row, base),
        "expected": _expected(row),
        "hand-offs": _handoffs(row),
        "repairs": f"{figures.repairs} by rules, {row.asked_model} by model",
        "denials": str(figures.denials),
        "hops": str(row.hops),
        "first token": milliseconds(figures.first_token.p50),
        "turn p50": milliseconds(figures.time.p50),
        "turn p95": milliseconds(figures.time.p95),
        "tokens in": f"{given}{_of_them(row.cached, 'cached')}",
        "tokens out": f"{output}{_of_them(row.reasoning, 'reasoning')}",
        "cost": _cost(row),
    }
    if not ran:
        told |= dict.fromkeys(_OF_CALLS, "–")
    if not found.scripted:
        del told["expected"]
    return told


def _path(row: ArmRow, base: ArmRow) -> str:
    tools = row.first.tools
    if row is not base and row.first.same_path is not None:
        return path_words(_measure(base).tools, tools)
    names = ", ".join(tools)
    if row is base and len(names) <= _NAMED:
        return names or "–"
    return f"{len(tools)} tool{'' if len(tools) == 1 else 's'}" if tools else "–"


def _measure(base: ArmRow) -> RunRow:
    """The run of the base that others are held against."""
    return next((run for run in base.runs if run.state == "done"), base.first)


def _effect(row: ArmRow, base: ArmRow) -> str:
    return row.first.effect.words if row is not base and row.first.effect else "–"


def _expected(row: ArmRow) -> str:
    verdicts = [verdict for run in row.runs for verdict in run.verdicts]
    held = sum(verdict.held for verdict in verdicts)
    failed = sum(verdict.failed for verdict in verdicts)
    if not verdicts:
        return "–"
    return f"{held} held, {failed} not" if failed else f"{held} held"


def _handoffs(row: ArmRow) -> str:
    one = row.handoffs
    read = f" ({one.read} read out of text)" if one.read else ""
    return f"{one.valid} valid, {one.mended} mended{read}, {one.refused} refused"


def _cost(row: ArmRow) -> str:
    """Never 0 for what is not known; how it is known stands behind it."""
    if not row.figures.model_calls:
        return "–"
    return f"{dollars(row.cost)} {row.cost.known}"


def dollars(cost: Cost) -> str:
    """`$0.0021`, ≈ where it is estimated; what is unknown is –, never 0."""
    return "–" if cost.nano is None else money(cost)


def _of_them(tokens: int, what: str) -> str:
    return f" ({tokens:,} {what})" if tokens else ""


def milliseconds(value: float | None) -> str:
    """`12.3 ms`, from one second on `2.41 s`; – where there is no sample."""
    if value is None:
        return "–"
    return f"{value / 1000:.2f} s" if value >= 1000 else f"{value:.1f} ms"


def _counted(outcomes: Iterable[str]) -> str:
    counts = Counter(outcomes)
    if len(counts) == 1:
        ((name, number),) = counts.items()
        return name.replace("_", " ") + (f" ×{number}" if number > 1 else "")
    return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())
