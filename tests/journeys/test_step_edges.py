"""Stops beside other calls, over a crash, and with values that nobody may keep."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.step import StepAct, Stop
from sandbox.domain.tool import ToolCall
from sandbox.hub.live import LiveSession
from sandbox.log.event import StepActed, StepStopped
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.replay.drift import DriftReplay
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]
BROKEN = "My parcel arrived broken, order 10042, I want my money back"
ORDERS = ("O-10042", "O-10077", "O-10093")


class Caller:
    """A model that reads three orders in its first reply of a turn."""

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        if request.messages[-1].role != "user":
            yield ModelReply(model="caller", text="I have looked at your orders.")
            return
        calls = tuple(
            ToolCall(position=n, id=f"c{n}", tool="get_order", arguments=_order(order))
            for n, order in enumerate(ORDERS)
        )
        yield ModelReply(model="caller", calls=calls, finish="tool_calls")


def _order(order: str) -> str:
    return json.dumps({"order_id": order})


def _read(output: ExecuteOutput) -> bool:
    return output.tool == "get_order" and output.attempts > 0


def _says(live: LiveSession, act: Callable[[Stop], StepAct]) -> list[Stop]:
    stops: list[Stop] = []

    async def person(stop: Stop) -> StepAct:
        stops.append(stop)
        return act(stop)

    live.parts.breaks.person = person
    return stops


def _second(stop: Stop, act: StepAct) -> StepAct:
    return act if stop.value.get("order_id") == ORDERS[1] else StepAct(by="me")


@pytest.mark.parametrize("place", ["before", "after"])
async def test_reads_of_one_reply_can_be_stopped_at_each(
    start: Start, settings: Settings, place: str
) -> None:
    live = start()
    live.parts.model_for = lambda name: Caller()
    stops = _says(live, lambda stop: StepAct(by="me"))
    live.parts.breaks.arm(f"{place}:execute tool:get_order")
    await live.send("what about my orders?")
    assert [stop.spot.call for stop in stops] == [0, 1, 2]
    assert [stop.spot.place for stop in stops] == [place] * 3
    await replays(live, settings)


@pytest.mark.parametrize(
    "act",
    [
        StepAct(action="skip", by="me"),
        StepAct(action="edit", by="me", value={"order_id": "O-10093"}),
        StepAct(action="hand_off", by="me"),
    ],
    ids=lambda act: act.action,
)
async def test_one_of_several_reads_can_be_changed(
    start: Start, settings: Settings, pack: Pack, act: StepAct
) -> None:
    live = start()
    live.parts.model_for = lambda name: Caller()
    _says(live, lambda stop: _second(stop, act))
    live.parts.breaks.arm("tool:get_order")
    await live.send("what about my orders?")
    turn = live.session.turns[-1]
    ran = [hop.output for hop in turn.hops if isinstance(hop.output, ExecuteOutput)]
    told = [one.outcome.result["order_id"] for one in ran if _read(one)]  # pyright: ignore
    expected = {"skip": [0, 2], "edit": [0, 2, 2], "hand_off": [0]}[act.action]
    assert told == [ORDERS[place] for place in expected]
    await replays(live, settings)
    log = read_log(live.folder.log).events
    replay = DriftReplay("x", log, pack, wiring.search_of(pack), wiring.rules_of(pack))
    assert (await replay.run()).identical


@pytest.mark.parametrize("action", ["hand_off", "edit"])
async def test_a_read_that_ran_beside_others_can_be_changed_after_it(
    start: Start, settings: Settings, action: str
) -> None:
    live = start()
    live.parts.model_for = lambda name: Caller()
    value = {"order_id": "O-10077", "status": "lost"} if action == "edit" else None
    act = StepAct(action=action, by="me", value=value)  # pyright: ignore[reportArgumentType]
    _says(live, lambda stop: _second(stop, act))
    live.parts.breaks.arm("after:execute tool:get_order")
    await live.send("what about my orders?")
    told = [hop.output for hop in live.session.turns[-1].hops if hop.name == "execute"]
    if action == "edit":
        assert told[1].outcome.result == value  # pyright: ignore
        assert len(told) == 3
    else:
        assert live.session.turns[-1].finished.outcome == "handed_off"  # pyright: ignore
    await replays(live, settings)


async def _crashed(live: LiveSession, home: Path, spec: str, text: str) -> None:
    """Copies the session's folder as a crash at the first stop would leave it."""
    copied: list[bool] = []

    async def person(stop: Stop) -> StepAct:
        if not copied:
            shutil.copytree(live.folder.path, home / "sessions" / live.name)
            copied.append(True)
        return StepAct(by="me")

    live.parts.breaks.person = person
    live.parts.breaks.arm(spec)
    await live.send(text)
    assert copied
    await live.close()


@pytest.mark.parametrize(
    ("spec", "done"),
    [
        ("before:redact", False),
        ("before:route", False),
        ("after:infer", False),
        ("tool:issue_refund", False),
        ("after:execute tool:issue_refund", True),
    ],
)
async def test_a_crash_while_stopped_leaves_an_interrupted_turn(
    start: Start, settings: Settings, tmp_path: Path, spec: str, done: bool
) -> None:
    live = start()
    await _crashed(live, tmp_path / "crash", spec, BROKEN)
    again = await wiring.open_session(
        settings, live.name, ask=AnswerAll(True), home=tmp_path / "crash"
    )
    turn = again.session.turns[-1]
    assert turn.finished is not None
    assert turn.finished.outcome == "interrupted"
    order = again.parts.ports.rows.row("orders", "O-10042")
    assert order is not None
    assert (order["refunded_minor"] > 0) is done
    assert bool(turn.changes) is done
    assert again.parts.ports.stepper is None
    await again.send("hello")
    await replays(again, settings)


async def test_what_a_person_typed_is_masked_in_the_log(start: Start, settings: Settings) -> None:
    live = start()
    mail = "ada.private@lovelace.example"

    def act(stop: Stop) -> StepAct:
        return StepAct(action="edit", by="me", value={"text": f"Write to {mail}.", "calls": []})

    _says(live, act)
    live.parts.breaks.arm("after:infer once")
    await live.send(BROKEN)
    await live.close()
    assert mail not in live.folder.log.read_text("utf-8")
    (told,) = [e for e in _events(live) if isinstance(e, StepActed)]
    assert "[EMAIL_1]" in told.after["text"]
    await replays(live, settings)


async def test_drift_says_where_a_change_found_no_hop(start: Start, pack: Pack) -> None:
    live = start()
    _says(live, lambda stop: StepAct(action="skip", by="me"))
    live.parts.breaks.arm("tool:issue_refund once")
    await live.send(BROKEN)
    await live.close()
    log = read_log(live.folder.log).events
    renamed = [
        event.model_copy(update={"subject": "orders.cancel_order"})
        if getattr(event, "subject", "") == "orders.issue_refund"
        else event
        for event in log
    ]
    replay = DriftReplay("x", tuple(renamed), pack, wiring.search_of(pack), wiring.rules_of(pack))
    report = await replay.run()
    assert not report.identical
    found = [one for one in (report.difference, *report.more) if one is not None]
    assert "skipped by me" in [one.expected for one in found]


async def test_a_sweep_says_that_it_needs_a_session_without_such_changes(
    start: Start, settings: Settings, tmp_path: Path
) -> None:
    live = start()
    _says(live, lambda stop: StepAct(action="skip", by="me"))
    live.parts.breaks.arm("tool:issue_refund once")
    await live.send(BROKEN)
    await live.close()
    sweep = wiring.sweep_of(settings, read_recording(live.folder.log), "", tmp_path / "sweep")
    with pytest.raises(SandboxError, match="somebody changed its course at a break point"):
        await sweep.run()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tool:issue_refnd", "did you mean issue_refund"),
        ("before:executed", "did you mean execute"),
        ("turn:3", "does not say where to stop"),
    ],
)
async def test_a_break_point_that_can_not_be_is_told(start: Start, text: str, words: str) -> None:
    live = start()
    with pytest.raises(SandboxError) as error:
        live.parts.breaks.arm(text)
    assert error.value.code == 2
    assert words in str(error.value)
    assert live.parts.ports.stepper is None
    await live.close()


def _events(live: LiveSession) -> list[Any]:
    return [event for turn in live.session.turns for hop in turn.hops for event in hop.events]


async def test_every_stop_has_its_answer_in_the_log(start: Start) -> None:
    live = start()
    _says(live, lambda stop: StepAct(action="next", by="me"))
    live.parts.breaks.step()
    await live.send(BROKEN)
    kinds = [e.kind for e in _events(live) if isinstance(e, StepStopped | StepActed)]
    assert kinds[::2] == ["step_stopped"] * (len(kinds) // 2)
    assert kinds[1::2] == ["step_acted"] * (len(kinds) // 2)
    await live.close()
