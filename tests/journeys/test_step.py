"""A person goes through a turn hop by hop, and changes what happens in it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from sandbox import wiring
from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, PolicyOutput
from sandbox.domain.step import StepAct, Stop
from sandbox.domain.tool import Ok, Skipped
from sandbox.hub.live import LiveSession
from sandbox.log.event import Event, StepActed, StepStopped, ToolAttempted
from sandbox.log.fold import Hop
from sandbox.log.reader import read_log
from sandbox.log.steps import words_of
from sandbox.pack.pack import Pack
from sandbox.replay.drift import DriftReplay
from sandbox.replay.drift_report import DriftReport
from sandbox.replay.replayer import StrictReplay
from sandbox.replay.report import Report

Start = Callable[..., LiveSession]

BROKEN = "My parcel arrived broken, order 10042, I want my money back"
OVER_LIMIT = "my order 10077 arrived broken"


@dataclass
class Person:
    """Answers stops in order, then goes on; remembers where it was asked."""

    acts: list[StepAct | Callable[[Stop], StepAct]]
    stops: list[Stop] = field(default_factory=list[Stop])

    async def __call__(self, stop: Stop) -> StepAct:
        self.stops.append(stop)
        act = self.acts.pop(0) if self.acts else StepAct(by="me")
        return act if isinstance(act, StepAct) else act(stop)

    @property
    def where(self) -> list[str]:
        return [stop.spot.words for stop in self.stops]


def seated(live: LiveSession, *acts: StepAct | Callable[[Stop], StepAct]) -> Person:
    person = Person(list(acts))
    live.parts.breaks.person = person
    return person


def hops(live: LiveSession, name: str) -> list[Hop]:
    return [hop for turn in live.session.turns for hop in turn.hops if hop.name == name]


def events(live: LiveSession, kind: type[Event]) -> list[Event]:
    all_hops = [hop for turn in live.session.turns for hop in turn.hops]
    return [event for hop in all_hops for event in hop.events if isinstance(event, kind)]


def edit(value: JSON) -> StepAct:
    return StepAct(action="edit", by="me", value=value)


async def strict(live: LiveSession, pack: Pack) -> Report:
    await live.close()
    log = read_log(live.folder.log).events
    search, rules = wiring.search_of(pack), wiring.rules_of(pack)
    return await StrictReplay("x", log, pack, search, rules).run()


async def drift(live: LiveSession, pack: Pack) -> DriftReport:
    log = read_log(live.folder.log).events
    search, rules = wiring.search_of(pack), wiring.rules_of(pack)
    return await DriftReplay("x", log, pack, search, rules).run()


async def test_a_turn_waits_before_and_after_a_hop_and_goes_on(start: Start, pack: Pack) -> None:
    live = start()
    person = seated(live)
    live.parts.breaks.arm("before:route")
    live.parts.breaks.arm("after:execute")
    await live.send(BROKEN)
    assert person.where[0] == "before route"
    assert all(one.startswith("after execute") for one in person.where[1:])
    assert len(person.where) > 1
    stopped = events(live, StepStopped)
    assert len(stopped) == len(events(live, StepActed)) == len(person.where)
    assert live.session.turns[-1].finished.outcome == "answered"  # pyright: ignore
    assert (await strict(live, pack)).identical


async def test_with_no_break_point_nobody_is_asked(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = start()
    calls: list[str] = []
    breaks = live.parts.breaks
    monkeypatch.setattr(breaks, "wants", lambda spot: calls.append("wants") or "")
    seated(live)
    await live.send(BROKEN)
    assert calls == []
    breaks.arm("before:respond turn:7")
    await live.send(OVER_LIMIT)
    assert calls
    calls.clear()
    breaks.disarm("all")
    await live.send("hello")
    assert calls == []
    assert live.parts.ports.stepper is None
    await live.close()


async def test_an_edited_call_is_judged_again_and_runs_as_edited(start: Start, pack: Pack) -> None:
    live = start()
    seated(live, lambda stop: edit({**stop.value, "reason": "damaged"}))
    live.parts.breaks.arm("tool:issue_refund once")
    await live.send(BROKEN)
    before, after = hops(live, "execute")[-2:]
    assert isinstance(before.output, ExecuteOutput)
    assert isinstance(before.output.outcome, Skipped)
    assert isinstance(after.output, ExecuteOutput)
    between = live.session.turns[-1].hops[before.number : after.number - 1]
    assert [hop.name for hop in between] == ["validate", "policy"]
    assert live.parts.breaks.points == []
    assert live.session.turns[-1].finished.totals.tool_calls == 3  # pyright: ignore
    assert (await strict(live, pack)).identical
    assert (await drift(live, pack)).identical


async def test_the_guard_says_no_to_an_edit_as_to_any_call(start: Start, pack: Pack) -> None:
    live = start(approve=False)
    seated(live, lambda stop: edit({**stop.value, "amount": "9000.00"}))
    live.parts.breaks.arm("tool:issue_refund once")
    await live.send(BROKEN)
    judged = [hop.output for hop in hops(live, "policy")]
    last = judged[-1]
    made = [e for e in events(live, ToolAttempted) if isinstance(e, ToolAttempted)]
    assert "issue_refund" not in [one.tool for one in made]
    assert not isinstance(last, PolicyOutput) or not last.go
    assert live.session.turns[-1].changes == []
    assert (await strict(live, pack)).identical


async def test_a_skipped_call_is_not_run_and_the_agent_is_told(start: Start, pack: Pack) -> None:
    live = start()
    seated(live, StepAct(action="skip", by="me", reason="not today"))
    live.parts.breaks.arm("tool:issue_refund once")
    await live.send(BROKEN)
    outcome = hops(live, "execute")[-1].output
    assert isinstance(outcome, ExecuteOutput)
    assert isinstance(outcome.outcome, Skipped)
    assert "could not be done" in live.session.turns[-1].reply
    assert live.session.turns[-1].changes == []
    assert "skipped by me: not today" in words_of(live.session.turns[-1].hops)
    assert (await strict(live, pack)).identical
    assert (await drift(live, pack)).identical


async def test_another_result_is_what_agent_and_procedure_go_on_with(
    start: Start, pack: Pack
) -> None:
    live = start()
    seated(live, lambda stop: edit({**stop.value, "status": "cancelled"}))
    live.parts.breaks.arm("after:execute tool:get_order once")
    await live.send(BROKEN)
    hop = hops(live, "execute")[0]
    (act,) = [event for event in hop.events if isinstance(event, StepActed)]
    assert act.what == "result"
    assert act.before["status"] != act.after["status"] == "cancelled"
    assert isinstance(hop.output, ExecuteOutput)
    assert isinstance(hop.output.outcome, Ok)
    assert hop.output.outcome.result["status"] == "cancelled"  # pyright: ignore
    assert live.parts.agent.run is not None
    print(live.parts.agent.run, live.session.turns[-1].reply)
    print([(h.id, h.name, h.subject) for h in live.session.turns[-1].hops])
    assert (await strict(live, pack)).identical
    assert (await drift(live, pack)).identical


async def test_another_reply_is_what_is_parsed(start: Start, pack: Pack) -> None:
    live = start()
    said = {
        "text": "One moment.",
        "calls": [{"tool": "get_order", "arguments": {"order_id": "10042"}}],
    }
    seated(live, edit(said))
    live.parts.breaks.arm("after:infer once")
    await live.send(BROKEN)
    parsed = hops(live, "parse")[0].output
    assert parsed.calls[0].arguments == '{"order_id":"10042"}'  # pyright: ignore
    assert parsed.text == "One moment."  # pyright: ignore
    assert hops(live, "repair")
    assert (await strict(live, pack)).identical
    assert (await drift(live, pack)).identical


@pytest.mark.parametrize(
    "where", ["before:route", "before:infer", "before:execute", "after:execute"]
)
async def test_a_turn_is_handed_over_with_a_packet_where_it_stands(
    start: Start, pack: Pack, where: str
) -> None:
    live = start()
    person = seated(live, StepAct(action="hand_off", by="me", reason="a friend of mine"))
    live.parts.breaks.arm(where)
    await live.send(BROKEN)
    end = live.session.turns[-1].finished
    assert end is not None
    print([(h.id, h.name, h.subject, h.fault) for h in live.session.turns[-1].hops])
    assert end.outcome == "handed_off"
    assert end.why.startswith("handed over by me at 1.")
    last = hops(live, "execute")[-1].output
    assert isinstance(last, ExecuteOutput)
    assert last.packet is not None
    assert last.packet.kind == "developer"
    assert last.packet.reason == "a friend of mine"
    assert len(person.stops) == 1
    assert (await strict(live, pack)).identical


async def test_esc_at_a_stop_cancels_the_turn(start: Start, pack: Pack) -> None:
    live = start()
    breaks, stopped = live.parts.breaks, asyncio.Event()

    async def waits(stop: Stop) -> StepAct:
        stopped.set()
        await asyncio.Event().wait()
        raise AssertionError

    breaks.person = waits
    breaks.arm("tool:issue_refund")
    turn = asyncio.ensure_future(live.send(BROKEN))
    await stopped.wait()
    assert breaks.stopped is not None
    live.cancel()
    await turn
    assert breaks.stopped is None
    assert live.session.turns[-1].finished.outcome == "cancelled"  # pyright: ignore
    assert live.session.turns[-1].changes == []
    assert (await strict(live, pack)).identical


async def test_step_stops_at_every_hop_of_one_turn(start: Start, pack: Pack) -> None:
    live = start()
    person = seated(live, *[StepAct(action="next", by="me")] * 100)
    live.parts.breaks.step()
    await live.send(BROKEN)
    turn = live.session.turns[-1]
    assert [stop.spot.hop for stop in person.stops] == [hop.id for hop in turn.hops]
    assert {stop.spot.place for stop in person.stops} == {"before"}
    assert live.parts.ports.stepper is None
    await live.send("hello")
    assert len(person.stops) == len(turn.hops)
    assert (await strict(live, pack)).identical


async def test_finish_stops_after_the_same_hop(start: Start) -> None:
    live = start()
    person = seated(live, StepAct(action="finish", by="me"))
    live.parts.breaks.arm("before:infer once")
    await live.send(BROKEN)
    assert [stop.spot.place for stop in person.stops] == ["before", "after"]
    assert len({stop.spot.hop for stop in person.stops}) == 1
    await live.close()


@pytest.mark.parametrize(
    ("spec", "said", "where"),
    [
        ("verdict:confirm", OVER_LIMIT, "after policy"),
        ("verdict:denied", OVER_LIMIT, "after policy"),
        ("verdict:rejected", OVER_LIMIT, "after policy"),
        ("verdict:start", BROKEN, "after route"),
        ("after:execute verdict:ok", BROKEN, "after execute"),
    ],
)
async def test_a_verdict_stops_the_turn_after_the_hop_that_gave_it(
    start: Start, pack: Pack, spec: str, said: str, where: str
) -> None:
    live = start(approve=False)
    person = seated(live)
    live.parts.breaks.arm(spec)
    await live.send(said)
    if said == OVER_LIMIT:
        await live.send("1")
    assert person.stops
    assert all(one.startswith(where) for one in person.where)
    assert (await strict(live, pack)).identical


async def test_waiting_is_no_part_of_a_hops_time(start: Start) -> None:
    from sandbox.log.times import times_of, waited

    live = start()
    clock = live.parts.stopwatch
    jump = 0

    class Jumping:
        def ns(self) -> int:
            return clock.ns() + jump

    live.parts.stopwatch = Jumping()

    async def slow(stop: Stop) -> StepAct:
        nonlocal jump
        jump += 60_000_000_000
        return StepAct(by="me")

    live.parts.breaks.person = slow
    live.parts.breaks.arm("before:execute")
    live.parts.breaks.arm("after:route")
    await live.send(BROKEN)
    turn = live.session.turns[-1]
    stops = len(events(live, StepStopped))
    times = times_of(turn)
    assert times.waited >= stops * 60_000_000_000
    assert all(share.spent < 60_000_000_000 for share in times.shares.values())
    assert sum(waited(hop) for hop in turn.hops) == times.waited
    own = sum(share.own for share in times.shares.values())
    assert own + times.waited + times.between == times.total
    await live.close()
