"""A person's answer to a confirm: one that stands already, one that comes, or a time-out."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.domain.base import JSON
from sandbox.domain.explain import for_person
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Approval, Decision
from sandbox.hops.scope import HopScope
from sandbox.log.event import HumanActed, HumanAsked, Took
from sandbox.log.fold import Session
from sandbox.log.standing import UNTRACED_RULE, standing_approvals
from sandbox.pack.pack import Pack
from sandbox.ports import Ports, Question, Rows
from sandbox.tools.arguments import check_arguments

TIME_OUT = "time-out"
"""Who answered, where nobody did in time."""

OUTSIDE = 0
"""The turn of a hop that stands in none: of a call that a program makes between two turns."""


@dataclass(frozen=True)
class Waiting:
    """A call, or a `step` as written, that may run if a person says so."""

    contract: ToolContract
    arguments: dict[str, JSON]
    decision: Decision
    session: Session
    pack: Pack
    step: str = ""


async def approval_of(hop: HopScope, waiting: Waiting, ports: Ports) -> Approval:
    """The answer, with its real values; nobody is asked where an earlier approval stands.

    None stands for an argument from nowhere, nor for a call from outside the conversation: what a
    person says there counts once, whatever scope they gave it.
    """
    if hop.turn == OUTSIDE or waiting.decision.rule == UNTRACED_RULE:
        return await _ask(hop, waiting, ports, once=True)
    tool, decision = waiting.contract.name, waiting.decision
    for one in standing_approvals(waiting.session):
        if one.covers(tool, decision, waiting.step):
            return Approval(action="approve", by=one.by, standing=one.hop)
    return await _ask(hop, waiting, ports)


async def _ask(hop: HopScope, waiting: Waiting, ports: Ports, once: bool = False) -> Approval:
    tool, arguments, pack = waiting.contract.name, waiting.arguments, waiting.pack
    wall, since = ports.wall.utc(), hop.elapsed()
    asked = HumanAsked(
        tool=tool,
        arguments=arguments,
        decision=waiting.decision,
        deadline=_later(wall, pack.answer_within) if pack.answer_within else "",
        wall=wall,
        took=Took(start=since),
    )
    hop.write(asked)
    # On disk before anybody waits: the question survives a restart.
    hop.sync()
    question = Question(
        tool=tool,
        subject=waiting.contract.subject,
        arguments=arguments,
        decision=waiting.decision,
        turn=hop.turn,
        hop=hop.number,
        check=lambda edit: _wrong_with(edit, waiting, ports.rows),
        rehearse=lambda edit: ports.rehearse(tool, edit),
        seconds=pack.answer_within,
    )
    approval = await _answer(question, ports)
    if once:
        approval = approval.model_copy(update={"scope": "once"})
    waited = Took(start=since, total=hop.elapsed() - since)
    hop.write(HumanActed(approval=approval, took=waited))
    return approval


async def _answer(question: Question, ports: Ports) -> Approval:
    """What the person says, or a rejection once the time is over."""
    if not question.seconds:
        return await ports.ask.confirm(question)
    answer = asyncio.ensure_future(ports.ask.confirm(question))
    over = asyncio.ensure_future(ports.sleep.sleep(question.seconds))
    try:
        await asyncio.wait((answer, over), return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
    finally:
        for task in (answer, over):
            task.cancel()
        await asyncio.gather(answer, over, return_exceptions=True)
    return Approval(
        action="reject", by=TIME_OUT, reason=f"nobody answered within {question.seconds:g} s"
    )


def _wrong_with(arguments: dict[str, JSON], waiting: Waiting, rows: Rows) -> str:
    """What a person's edit would be refused for, in words; "" if it would be valid."""
    problems = check_arguments(waiting.contract, arguments, rows, waiting.pack.tables)
    return " ".join(for_person(problem) for problem in problems[:2])


def _later(wall: str, seconds: float) -> str:
    until = datetime.fromisoformat(wall) + timedelta(seconds=seconds)
    return until.replace(microsecond=0).isoformat().replace("+00:00", "Z")
