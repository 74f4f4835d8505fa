"""Figures over many sessions, from the index. What each one counts stands in docs/numbers.md."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final, get_args

from sandbox.domain.money import CostKnown
from sandbox.domain.turn import SessionOutcome, TurnOutcome
from sandbox.export.figures import Money, Stats, Turns
from sandbox.export.spread import spread_of
from sandbox.export.stats_choice import Choice, choice_of
from sandbox.export.stats_parts import broke, counts, failed, hops_of, mended, rows_of, tools_of
from sandbox.export.stats_procedures import procedures_of
from sandbox.log.index import SessionIndex
from sandbox.log.index_rows import Row

OPEN: Final = "open"
"""A session or turn that has not ended: it runs, or was cut and not taken up again."""


def stats_of(index: SessionIndex, since: str = "", pack: str = "") -> Stats:
    """Figures over the turns of `index` that began at `since` (ISO 8601) or later, of `pack`."""
    choice = choice_of(index, since, pack)
    sessions, judged, chosen = choice.sessions, choice.judged, choice.keys
    outcomes = [row["outcome"] or OPEN for row in judged]
    outcomes += [OPEN] * (len(sessions) - len(judged))
    facts = _facts(index, choice)
    by_model, by_intent = defaultdict[str, list[_Facts]](list), defaultdict[str, list[_Facts]](list)
    for fact in facts:
        by_model[fact.turn["model"]].append(fact)
        by_intent[fact.turn["intent"] or "(none)"].append(fact)
    return Stats(
        sessions=len(sessions),
        first=_first(choice, since),
        last=max((row["seen"] for row in sessions), default=""),
        outcomes=counts(outcomes, (*get_args(SessionOutcome), OPEN)),
        judged_by=dict(Counter(row["judged_by"] for row in judged if row["judged_by"])),
        total=_turns("", facts),
        hops=hops_of(index, chosen),
        models=_grouped(by_model),
        intents=_grouped(by_intent),
        tools=tools_of(index, chosen),
        procedures=procedures_of(index, chosen),
        torn=tuple(row["session"] for row in sessions if row["torn"]),
        unreadable=choice.unreadable,
    )


def turn_times(index: SessionIndex, since: str = "", pack: str = "") -> list[int]:
    """Nanoseconds of each turn that ended, oldest first, without waiting for a person."""
    turns = choice_of(index, since, pack).turns
    return [row["ns"] - row["waited_ns"] for row in turns if row["ns"] is not None]


def _first(choice: Choice, since: str) -> str:
    """When the first session began, of one that began before `since` its first turn after it."""
    began = {row["session"]: row["started"] for row in choice.sessions if row["started"] >= since}
    for row in choice.turns:
        began.setdefault(row["session"], row["began"])
    return min(began.values(), default="")


@dataclass
class _Facts:
    """What happened in one turn."""

    turn: Row
    hops: list[Row] = field(default_factory=list[Row])
    calls: list[Row] = field(default_factory=list[Row])
    repairs: list[Row] = field(default_factory=list[Row])
    policy: list[Row] = field(default_factory=list[Row])
    usage: list[Row] = field(default_factory=list[Row])


def _facts(index: SessionIndex, choice: Choice) -> list[_Facts]:
    facts = {(row["session"], row["turn"]): _Facts(row) for row in choice.turns}
    wanted = {
        "hops": ("t_hop", "session, turn, name, fault, injected"),
        "calls": ("t_call", "session, turn, status"),
        "repairs": ("t_repair", "session, turn, verdict, step"),
        "policy": ("t_policy", "session, turn, denied"),
        "usage": ("t_usage", "*"),
    }
    for name, (table, columns) in wanted.items():
        for row in rows_of(index, table, columns, choice.keys):
            getattr(facts[row["session"], row["turn"]], name).append(row)
    return list(facts.values())


def _grouped(groups: dict[str, list[_Facts]]) -> tuple[Turns, ...]:
    """The groups, those with most turns first."""
    found = (_turns(name, facts) for name, facts in groups.items())
    return tuple(sorted(found, key=lambda group: (-group.turns, group.name)))


def _turns(name: str, facts: list[_Facts]) -> Turns:
    turns = [fact.turn for fact in facts]
    usage = [row for fact in facts for row in fact.usage]
    calls = [row for fact in facts for row in fact.calls]
    hops = [row for fact in facts for row in fact.hops]
    return Turns(
        name=name,
        sessions=len({turn["session"] for turn in turns}),
        turns=len(turns),
        outcomes=counts((t["outcome"] or OPEN for t in turns), (*get_args(TurnOutcome), OPEN)),
        degraded=sum(turn["degraded"] for turn in turns),
        time=spread_of(t["ns"] - t["waited_ns"] for t in turns if t["ns"] is not None),
        model_calls=len(usage),
        failed_attempts=sum(row["fault"] is not None for row in usage),
        tool_calls=len(calls),
        failures=sum(broke(hop) for hop in hops) + sum(failed(call) for call in calls),
        faults_injected=sum(hop["injected"] for hop in hops),
        repairs=sum(mended(row) for fact in facts for row in fact.repairs),
        denials=sum(row["denied"] for fact in facts for row in fact.policy),
        handoffs=sum(turn["outcome"] == "handed_off" for turn in turns),
        input_tokens=_tokens(usage, "input"),
        output_tokens=_tokens(usage, "output"),
        tokens_untold=sum(row["input"] is None for row in usage),
        tokens_estimated=any(row["estimated"] for row in usage),
        first_token=spread_of(
            row["first_token_ns"] for row in usage if row["first_token_ns"] is not None
        ),
        cost=_cost(usage),
        good=sum(turn["mark"] == "good" for turn in turns),
        bad=sum(turn["mark"] == "bad" for turn in turns),
    )


def _tokens(usage: list[Row], name: str) -> int | None:
    """The sum of what is known; None where there were calls and of none it is."""
    told = [row[name] for row in usage if row[name] is not None]
    return sum(told) if told or not usage else None


def _cost(usage: list[Row]) -> dict[CostKnown, Money]:
    """Sums apart by how they are known; only those that occur."""
    found: dict[CostKnown, Money] = {}
    for known in get_args(CostKnown):
        costs = [row["cost_nano"] for row in usage if row["cost_known"] == known]
        if costs:
            nano = None if known == "unknown" else sum(costs)
            found[known] = Money(calls=len(costs), nano=nano)
    return found
