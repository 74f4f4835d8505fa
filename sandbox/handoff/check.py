"""A lint of the packet: what of the session is missing in it, and whether a value got into it."""

from collections.abc import Callable, Iterator

from sandbox.domain.base import JSON
from sandbox.domain.handoff import HandoffPacket
from sandbox.domain.hop import ExecuteOutput
from sandbox.handoff.build import build
from sandbox.handoff.tried import lines_of
from sandbox.log.fold import Session


def findings(packet: HandoffPacket, session: Session, tool: str) -> Iterator[str]:
    """A line for each fact of `session` that `packet` does not have.

    `session` as it stood when the packet was made; `tool` hands over.
    """
    told = {line for one in packet.tried for line in one.changes}
    for turn in session.turns:
        for hop in turn.hops:
            own = isinstance(hop.output, ExecuteOutput) and hop.output.packet is not None
            for line in () if own else lines_of(hop.changes):
                if line not in told:
                    yield f"hop {hop.id}: the change {line} is missing"
    for line in lines_of(session.outside_changes):
        if line not in told:
            yield f"the change by hand {line} is missing"
    whole = build(session, packet.kind, packet.reason, tool)
    open_ = {(one.kind, one.turn) for one in packet.open_questions}
    for question in whole.open_questions:
        if (question.kind, question.turn) not in open_:
            yield f"the open question of turn {question.turn} is missing: {question.text}"
    refused = {one.hop for one in packet.refusals}
    for refusal in whole.refusals:
        if refusal.hop not in refused:
            yield f"hop {refusal.hop}: the refusal by {refusal.rule} is missing"
    if session.principal.customer != packet.customer:
        yield f"the customer is {session.principal.customer or 'nobody'}"


def masked(packet: HandoffPacket, mask: Callable[[JSON], JSON]) -> HandoffPacket:
    """The packet without any personal value; `masked` counts the texts that had one."""
    data = packet.model_dump(mode="json")
    safe = mask(data)
    if safe == data:
        return packet
    wrong = sum(one != two for one, two in zip(_texts(data), _texts(safe), strict=True))
    return HandoffPacket.model_validate({**safe, "masked": wrong})


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
