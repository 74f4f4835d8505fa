"""Holds a session against the assertions of its recording."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.hop import Claim, PolicyOutput, RespondOutput
from sandbox.domain.tool import RowChange
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Session, Turn
from sandbox.replay.assertions import (
    Assertions,
    CallRule,
    ClaimRule,
    Failure,
    PolicyRule,
    ReplyRule,
    RowRule,
)
from sandbox.replay.ceilings import check_ceilings
from sandbox.replay.end_state import Row, Tables, check_table
from sandbox.replay.tool_path import check_path
from sandbox.replay.value_rule import rule_for


@dataclass(frozen=True)
class Ended:
    """A session that was played: its fold, its world, and the mask for what leaves that world."""

    session: Session
    tables: Tables
    masked: Callable[[Row], Row]


def check(assertions: Assertions, ended: Ended, where: str) -> Iterator[Failure]:
    """Every assertion that does not hold. Raises `SandboxError` for a rule that can't be read."""
    session = ended.session
    calls = calls_of(session)
    yield from check_path(assertions.tools, [call.tool for call in calls], f"{where}.tools")
    for place, rule in _each(assertions.calls, f"{where}.calls"):
        yield from _call(rule, calls, place)
    for place, rule in _each(assertions.rows, f"{where}.rows"):
        yield from _rows(rule, session, place)
    for place, state in _each(assertions.end_state, f"{where}.end_state"):
        yield from check_table(state, ended.tables, ended.masked, place)
    yield from _variables(assertions, session, f"{where}.variables")
    for place, rule in _each(assertions.policy, f"{where}.policy"):
        yield from _policy(rule, session, place)
    for place, rule in _each(assertions.claims, f"{where}.claims"):
        yield from _claims(rule, session, place)
    for place, rule in _each(assertions.replies, f"{where}.replies"):
        yield from _reply(rule, session, place)
    yield from _outcomes(assertions, session, f"{where}.outcomes")
    yield from check_ceilings(assertions.at_most, session, f"{where}.at_most")


def calls_of(session: Session) -> list[ToolAttempted]:
    """The first attempt of every call that ran, in order."""
    return [
        event
        for turn in session.turns
        for hop in turn.hops
        for event in hop.events
        if isinstance(event, ToolAttempted) and event.number == 1 and not event.lookup
    ]


def _each(rules: Sequence[Any], where: str) -> Iterator[tuple[str, Any]]:
    return ((f"{where}.{number}", rule) for number, rule in enumerate(rules))


def _call(rule: CallRule, calls: Sequence[ToolAttempted], where: str) -> Iterator[Failure]:
    """Of several calls the one that is nearest to the rule explains why none fits."""
    of_tool = [call for call in calls if call.tool == rule.tool]
    if rule.nth is not None:
        of_tool = of_tool[rule.nth - 1 : rule.nth]
    of_tool = [call for call in of_tool if rule.turn in (None, call.turn)]
    wrong = [list(_misfits(rule.arguments, call.arguments or {}, where)) for call in of_tool]
    if not wrong:
        yield Failure(where=where, said=f"there is no such call of {rule.tool}")
    elif all(wrong):
        for name, expected, got in min(wrong, key=len):
            said = f"{rule.tool} had another argument {name}"
            yield Failure(where=f"{where}.arguments.{name}", said=said, expected=expected, got=got)


def _misfits(
    specs: Mapping[str, JSON], values: Mapping[str, JSON], where: str
) -> Iterator[tuple[str, JSON, JSON]]:
    for name, spec in specs.items():
        rule = rule_for(spec, f"{where}.{name}")
        if not rule.holds(values.get(name)):
            yield name, rule.said(), values.get(name)


def _rows(rule: RowRule, session: Session, where: str) -> Iterator[Failure]:
    changes = [
        change
        for turn, change in _changes(session)
        if change.table == rule.table
        and rule.operation in (None, change.operation)
        and rule.key in (None, change.key)
        and rule.turn in (None, turn)
    ]
    wrong = [list(_misfits(rule.columns, _cells(change), where)) for change in changes]
    fitting = sum(not one for one in wrong)
    if rule.count is not None:
        if fitting != rule.count:
            said = f"{fitting} such changes of {rule.table}, not {rule.count}"
            yield Failure(where=where, said=said, table=rule.table)
    elif not wrong:
        yield Failure(where=where, said=f"no such change of {rule.table}", table=rule.table)
    elif not fitting:
        change, misfits = min(zip(changes, wrong, strict=True), key=lambda one: len(one[1]))
        for name, expected, got in misfits:
            yield Failure(
                where=f"{where}.{name}",
                said=f"{change.operation} of {rule.table}/{change.key}",
                expected=expected,
                got=got,
                table=rule.table,
                key=change.key,
                column=name,
            )


def _changes(session: Session) -> Iterator[tuple[int, RowChange]]:
    yield from ((0, change) for change in session.outside_changes)
    for turn in session.turns:
        yield from ((turn.number, change) for change in turn.changes)


def _cells(change: RowChange) -> Row:
    return change.after if change.after is not None else change.before or {}


def _variables(assertions: Assertions, session: Session, where: str) -> Iterator[Failure]:
    values = {name: variable.value for name, variable in session.variables.items()}
    for name, expected, got in _misfits(assertions.variables, values, where):
        yield Failure(where=f"{where}.{name}", said="it is another", expected=expected, got=got)


def _policy(rule: PolicyRule, session: Session, where: str) -> Iterator[Failure]:
    outputs = [
        (hop.id, hop.output)
        for turn in session.turns
        for hop in turn.hops
        if isinstance(hop.output, PolicyOutput) and rule.turn in (None, turn.number)
    ]
    decisions = [(place, output.decision) for place, output in outputs if output.tool == rule.tool]
    if rule.nth is not None:
        decisions = decisions[rule.nth - 1 : rule.nth]
    if not decisions:
        yield Failure(where=where, said=f"policy decided nothing on {rule.tool}")
    for place, decision in decisions:
        for name, wanted in (("verdict", rule.verdict), ("rule", rule.rule)):
            got = getattr(decision, name)
            if wanted is not None and wanted != got:
                said = f"{rule.tool} in {place} has another {name}"
                yield Failure(where=f"{where}.{name}", said=said, expected=wanted, got=got)


def _claims(rule: ClaimRule, session: Session, where: str) -> Iterator[Failure]:
    words = rule_for(rule.words, f"{where}.words") if rule.words is not None else None
    found = [
        claim
        for turn in session.turns
        for claim in _claims_in(turn)
        if rule.turn in (None, turn.number)
        and rule.kind in (None, claim.kind)
        and rule.supported in (None, claim.supported)
        and (words is None or words.holds(claim.words))
    ]
    if (rule.count is None and found) or rule.count == len(found):
        return
    wanted = "at least one" if rule.count is None else str(rule.count)
    got = [claim.model_dump(mode="json") for turn in session.turns for claim in _claims_in(turn)]
    yield Failure(where=where, said=f"{len(found)} such claims, not {wanted}", got=got)


def _claims_in(turn: Turn) -> Iterator[Claim]:
    for hop in turn.hops:
        if isinstance(hop.output, RespondOutput):
            yield from hop.output.claims


def _reply(rule: ReplyRule, session: Session, where: str) -> Iterator[Failure]:
    number = rule.turn or len(session.turns)
    reply = session.turns[number - 1].reply if 0 < number <= len(session.turns) else None
    text = rule_for(rule.text, f"{where}.text")
    if not text.holds(reply):
        said = f"turn {number} has no reply" if reply is None else f"the reply of turn {number}"
        yield Failure(where=f"{where}.text", said=said, expected=text.said(), got=reply)


def _outcomes(assertions: Assertions, session: Session, where: str) -> Iterator[Failure]:
    got = [turn.finished.outcome if turn.finished else "running" for turn in session.turns]
    if assertions.outcomes is not None and list(assertions.outcomes) != got:
        said = "the turns ended otherwise"
        yield Failure(where=where, said=said, expected=list(assertions.outcomes), got=got)
