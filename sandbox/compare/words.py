"""The scoreboard in words, the same on the screen, in a pipe and in reports."""

from collections import Counter
from collections.abc import Iterable

from sandbox.compare.board import ArmRow
from sandbox.compare.comparison import Comparison
from sandbox.compare.path import path_words
from sandbox.domain.money import Cost
from sandbox.export.cost import money


def facts(found: Comparison, row: ArmRow) -> dict[str, str]:
    """What the scoreboard says of an arm, in words, in the order of its lines."""
    figures, base = row.figures, found.rows[0]
    about = "≈" if figures.tokens_estimated else ""
    ran = figures.model_calls > 0
    told = {
        "state": row.state.replace("_", " "),
        "outcome": _counted(one for run in row.runs for one in run.outcomes) or "–",
        "tool path": _path(row, base),
        "rows": str(row.first.rows_changed),
        "same effect": _effect(row),
        "expected": _expected(found, row),
        "hand-offs": _handoffs(row),
        "repairs": f"{figures.repairs} by rules, {row.asked_model} by model",
        "denials": str(figures.denials),
        "hops": str(row.hops),
        "first token": milliseconds(figures.first_token.p50),
        "turn p50": milliseconds(figures.time.p50),
        "turn p95": milliseconds(figures.time.p95),
        "tokens in": f"{about}{figures.input_tokens:,}{_of_them(row.cached, 'cached')}",
        "tokens out": f"{about}{figures.output_tokens:,}{_of_them(row.reasoning, 'reasoning')}",
        "cost": _cost(row),
    }
    if not ran:
        told |= dict.fromkeys(("tokens in", "tokens out", "repairs", "denials", "hand-offs"), "–")
    if not found.scripted:
        del told["expected"]
    return told


def _path(row: ArmRow, base: ArmRow) -> str:
    if row.first.same_path is None:
        number = len(row.first.tools)
        return f"{number} tool{'' if number == 1 else 's'}" if number else "–"
    return path_words(base.first.tools, row.first.tools)


def _effect(row: ArmRow) -> str:
    return row.first.effect.words if row.first.effect else "–"


def _expected(found: Comparison, row: ArmRow) -> str:
    wrong = sum(len(verdict.wrong) or 1 for verdict in row.wrong)
    held = sum(verdict.held for run in row.runs for verdict in run.verdicts)
    return f"{held} held" if not wrong else f"{held} held, {wrong} not"


def _handoffs(row: ArmRow) -> str:
    one = row.handoffs
    return f"{one.valid} valid, {one.mended} mended, {one.refused} refused"


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
