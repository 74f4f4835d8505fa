"""What a person may answer to a confirm, and for how long that holds."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, PolicyOutput
from sandbox.domain.tool import Ok
from sandbox.domain.verdict import Approval
from sandbox.hops.counts import counts_of
from sandbox.hub.live import LiveSession
from sandbox.log.event import HumanAsked
from sandbox.log.reader import read_log
from sandbox.log.standing import standing_approvals, withdrawal
from sandbox.mcp.calls import PackCalls
from sandbox.pack.pack import Pack
from sandbox.ports import Question
from sandbox.replay.replayer import StrictReplay
from sandbox.settings import Settings

OVER_LIMIT = "my order 10077 arrived broken"
BROKEN = "My parcel arrived broken, order 10042, I want my money back"
CANCELS = "cancel order 10093"


@dataclass
class Person:
    """Answers as told, and remembers what it was asked."""

    answer: Callable[[Question], Approval]
    asked: list[Question] = field(default_factory=list[Question])

    async def confirm(self, question: Question) -> Approval:
        self.asked.append(question)
        return self.answer(question)


class Nobody:
    async def confirm(self, question: Question) -> Approval:
        await asyncio.Event().wait()
        raise AssertionError


class LongAgo:
    """Another date than that of the replay, which has another deadline, then."""

    def utc(self) -> str:
        return "2020-01-01T00:00:00Z"


class Impatient:
    """A `Sleep` that does not wait, and says how long it would have."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


def policies(live: LiveSession, tool: str) -> list[PolicyOutput]:
    outputs = [hop.output for turn in live.session.turns for hop in turn.hops]
    return [one for one in outputs if isinstance(one, PolicyOutput) and one.tool == tool]


def questions(live: LiveSession) -> int:
    hops = [hop for turn in live.session.turns for hop in turn.hops]
    return sum(isinstance(event, HumanAsked) for hop in hops for event in hop.events)


async def identical(live: LiveSession, pack: Pack) -> bool:
    await live.close()
    events = read_log(live.folder.log).events
    search, rules = wiring.search_of(pack), wiring.rules_of(pack)
    report = await StrictReplay("x", events, pack, search, rules).run()
    assert report.difference is None, report.difference.line()
    return report.identical


@pytest.fixture
def strict_pack(pack: Pack) -> Pack:
    """Every refund above 10.00 asks."""
    limits = {**pack.policy_data["limits"], "refund": "10.00"}
    return replace(pack, policy_data={**pack.policy_data, "limits": limits})


async def test_an_approval_for_the_session_is_asked_for_once(
    settings: Settings, strict_pack: Pack, tmp_path: Path
) -> None:
    person = Person(lambda question: Approval(action="approve", by="me", scope="session"))
    live = wiring.new_session(settings, strict_pack, ask=person, home=tmp_path)
    await live.send(BROKEN)
    await live.send(OVER_LIMIT)
    await live.send("1")
    # Another tool and another rule is another question.
    await live.send(CANCELS)
    assert [one.tool for one in person.asked] == ["issue_refund", "cancel_order"]
    first, second = policies(live, "issue_refund")
    assert second.approval is not None
    given = next(hop.id for hop in live.session.turns[0].hops if hop.output is first)
    assert (second.approval.action, second.approval.standing) == ("approve", given)
    assert second.decision.verdict == "confirm"
    assert second.go
    assert questions(live) == 2
    assert await identical(live, strict_pack)


async def test_a_withdrawn_approval_is_asked_for_again(
    settings: Settings, strict_pack: Pack, tmp_path: Path
) -> None:
    person = Person(lambda question: Approval(action="approve", by="me", scope="session"))
    live = wiring.new_session(settings, strict_pack, ask=person, home=tmp_path)
    await live.send(BROKEN)
    assert [one.rule for one in standing_approvals(live.session)] == ["refund-limit"]
    live.note(withdrawal(live.session))
    assert standing_approvals(live.session) == []
    await live.send(OVER_LIMIT)
    await live.send("1")
    assert len(person.asked) == 2
    assert await identical(live, strict_pack)


async def test_an_approval_holds_for_no_other_customer(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    person = Person(lambda question: Approval(action="approve", by="me", scope="session"))
    live = wiring.new_session(settings, pack, ask=person, home=tmp_path)
    await live.send(CANCELS)
    live.switch_principal("C-0002")
    assert standing_approvals(live.session) == []
    live.switch_principal("C-0007")
    assert len(standing_approvals(live.session)) == 1
    await live.close()


REFUND: dict[str, JSON] = {
    "order_id": "O-10077", "line": 1, "amount": "20.00", "currency": "EUR", "reason": "damaged",
}  # fmt: skip


async def test_a_call_from_outside_is_asked_about_whatever_stands_and_its_amount_counts(
    settings: Settings, strict_pack: Pack, tmp_path: Path
) -> None:
    person = Person(lambda question: Approval(action="approve", by="me", scope="session"))
    live = wiring.new_session(settings, strict_pack, ask=person, home=tmp_path)
    await live.send(BROKEN)
    assert len(standing_approvals(live.session)) == 1
    answer = await PackCalls(live, writes=True).call("issue_refund", REFUND)
    assert answer.error == ""
    assert len(person.asked) == 2
    counts = counts_of(live.session, live.parts.agent.done, strict_pack)
    assert counts == {"issue_refund": 2, "issue_refund.sum_minor": 4990 + 2000}
    assert await identical(live, strict_pack)


async def test_nobody_in_time_is_a_rejection(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    short = replace(pack, answer_within=30.0)
    live = wiring.new_session(settings, short, ask=Nobody(), home=tmp_path)
    live.parts.ports.sleep = sleep = Impatient()
    await live.send(CANCELS)
    (output,) = policies(live, "cancel_order")
    assert output.approval is not None
    assert (output.approval.action, output.approval.by) == ("reject", "time-out")
    assert output.approval.reason == "nobody answered within 30 s"
    assert sleep.seconds == [30.0]
    hops = live.session.turns[0].hops
    asked = [event for hop in hops for event in hop.events if isinstance(event, HumanAsked)]
    assert asked[0].deadline > asked[0].wall
    await live.close()


async def test_who_answers_in_time_is_heard(settings: Settings, pack: Pack, tmp_path: Path) -> None:
    person = Person(lambda question: Approval(action="approve", by="me"))
    short = replace(pack, answer_within=3600.0)
    live = wiring.new_session(settings, short, ask=person, home=tmp_path)
    live.parts.ports.wall = LongAgo()
    await live.send(CANCELS)
    (output,) = policies(live, "cancel_order")
    assert output.approval is not None
    assert output.approval.by == "me"
    assert person.asked[0].seconds == 3600
    assert await identical(live, short)


async def test_a_rehearsal_says_exactly_what_then_happens_and_does_nothing(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    replies = []

    class Rehearses:
        async def confirm(self, question: Question) -> Approval:
            for _ in range(2):
                replies.append(await question.rehearse(question.arguments))
            assert live.parts.ports.rows.row("orders", "O-10077")["refunded_minor"] == 0  # pyright: ignore
            return Approval(action="approve", by="me")

    live = wiring.new_session(settings, pack, ask=Rehearses(), home=tmp_path)
    await live.send(OVER_LIMIT)
    await live.send("1")
    done = [hop for hop in live.session.turns[1].hops if hop.changes]
    (hop,) = done
    assert isinstance(hop.output, ExecuteOutput)
    assert isinstance(hop.output.outcome, Ok)
    assert [change.key for change in hop.changes] == ["RF-0046", "O-10077"]
    for reply in replies:
        assert [change.key for change in reply.changes] == ["RF-0046", "O-10077"]
        assert reply.changes[1].after["refunded_minor"] == 24900
    await live.close()


async def test_a_refund_over_the_limit_is_edited_down_and_paid_once(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    person = Person(
        lambda question: Approval(
            action="edit", by="me", arguments={**question.arguments, "amount": "90.00"}
        )
    )
    live = wiring.new_session(settings, pack, ask=person, home=tmp_path)
    await live.send(OVER_LIMIT)
    await live.send("1")
    asked, edited = policies(live, "issue_refund")
    assert (asked.decision.rule, asked.go) == ("refund-limit", False)
    assert (edited.decision.verdict, edited.decision.rule) == ("allow", "refund")
    order = live.parts.ports.rows.row("orders", "O-10077")
    assert order is not None
    assert order["refunded_minor"] == 9000
    assert await identical(live, pack)
