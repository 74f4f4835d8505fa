"""The scoreboard: one row an arm, all of it counted by the functions that count elsewhere.

Times, tokens, repairs, denials and cost by how it is known are those of `sandbox stats` over the
arm's runs; an arm's cost is the sum of its turns' costs, unknown as soon as one of them is.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from sandbox.compare.effect import Effect, effect
from sandbox.compare.handoff import Handoffs, handoffs
from sandbox.compare.news import State
from sandbox.compare.played import Ran, Run
from sandbox.compare.same import neutral
from sandbox.compare.verdicts import Verdict
from sandbox.domain.base import Frozen
from sandbox.domain.money import Cost, total_cost
from sandbox.export.figures import Turns
from sandbox.export.stats import stats_of
from sandbox.log.changes import net
from sandbox.log.index import index_of
from sandbox.log.index_rows import Row as IndexRow
from sandbox.replay.asserted import calls_of

_READ: IndexRow = {"length": 0, "last": "", "torn": 0, "problem": ""}


class RunRow(Frozen):
    """One run of an arm. `same_path` and `effect` hold it against a run of the base: its first that

    is done, or where none is its first. They are None for that run itself, and where one of both
    has no turn.
    """

    run: int
    session: str
    state: State
    why: str
    tools: tuple[str, ...]
    same_path: bool | None
    rows_changed: int
    effect: Effect | None
    reply: str
    outcomes: tuple[str, ...]
    cost: Cost
    verdicts: tuple[Verdict, ...]


class ArmRow(Frozen):
    """One arm: `runs` one by one, and `figures` over all of them.

    Tokens as providers reported them, `input` with `cached`, `output` with `reasoning`; ≈ where
    `figures.tokens_estimated`. `figures.repairs` are those made by rules, `asked_model` those that
    went back to the model. `answered_by`: the models' names as their providers gave them.
    """

    arm: int
    model: str
    label: str
    state: State
    why: str
    runs: tuple[RunRow, ...]
    figures: Turns
    hops: int
    asked_model: int
    cached: int
    reasoning: int
    handoffs: Handoffs
    cost: Cost
    answered_by: tuple[str, ...] = Field(default=())

    @property
    def first(self) -> RunRow:
        return self.runs[0]

    @property
    def wrong(self) -> tuple[Verdict, ...]:
        """Expectations that did not hold, of all runs."""
        return tuple(one for run in self.runs for one in run.verdicts if not one.ok)


def board(arms: Sequence[Ran]) -> tuple[ArmRow, ...]:
    """A row for each arm; the first one is the base."""
    base = measure_of(arms[0]) or arms[0].first
    return tuple(_row(ran, base) for ran in arms)


def measure_of(base: Ran) -> Run | None:
    """The base's run against which others are held: the first that came to its end, if any did."""
    return next((run for run in base.runs if run.state == "done"), None)


def tools_of(run: Run) -> tuple[str, ...]:
    """The tools that ran, in order, as the assertions of recordings count them."""
    return tuple(call.tool for call in calls_of(run.own))


def _row(ran: Ran, base: Run) -> ArmRow:
    runs = ran.runs or [ran.first]
    turns = [turn for run in runs for turn in run.own.turns]
    index = index_of({str(run.number): run.own for run in runs}, {
        str(run.number): _READ for run in runs
    })  # fmt: skip
    try:
        figures = stats_of(index).total
        more = _sums(index.select)
    finally:
        index.close()
    return ArmRow(
        arm=ran.arm.number,
        model=ran.arm.model,
        label=ran.arm.label,
        state=ran.state,
        why=ran.why,
        runs=tuple(_run_row(run, base) for run in runs),
        figures=figures,
        handoffs=handoffs(turns),
        cost=total_cost(turn.cost for turn in turns) if turns else Cost(),
        answered_by=tuple(
            sorted({one.model for turn in turns for one in turn.responses if not one.fault})
        ),
        **more,
    )


def _sums(select: Any) -> dict[str, int]:
    """What `Turns` has not, from the same index."""
    (hops,) = select("SELECT coalesce(sum(hops), 0) AS n FROM t_turn")
    (tokens,) = select(
        "SELECT coalesce(sum(cached), 0) AS cached, coalesce(sum(reasoning), 0) AS reasoning "
        "FROM t_usage"
    )
    (asked,) = select(
        "SELECT count(DISTINCT session || ' ' || id) AS n FROM t_repair WHERE verdict = 'ask_model'"
    )
    return {"hops": hops["n"], "asked_model": asked["n"], **tokens}


def _run_row(run: Run, base: Run) -> RunRow:
    tools, turns = tools_of(run), run.own.turns
    held = run is not base and bool(turns and base.own.turns)
    return RunRow(
        run=run.number,
        session=run.session,
        state=run.state,
        why=run.why,
        tools=tools,
        same_path=tools == tools_of(base) if held else None,
        rows_changed=len(net(run.changes)),
        effect=_effect(run, base) if held else None,
        reply=turns[-1].reply if turns else "",
        outcomes=tuple(turn.finished.outcome if turn.finished else "open" for turn in turns),
        cost=total_cost(turn.cost for turn in turns) if turns else Cost(),
        verdicts=tuple(run.verdicts),
    )


def _effect(run: Run, base: Run) -> Effect:
    return effect(
        base.changes,
        run.changes,
        neutral(base.own, base.own.turns),
        neutral(run.own, run.own.turns),
    )
