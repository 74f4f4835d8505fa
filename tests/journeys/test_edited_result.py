"""A turn said again with another result of one call: the same calls before it, live after it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok
from sandbox.hub.live import LiveSession
from sandbox.log.calls import calls_of
from sandbox.log.fold import Hop, Turn
from sandbox.log.recording import read_recording
from sandbox.replay.edited import edited_turn
from sandbox.settings import Settings
from sandbox.testing.replays import Replays

REFUND = "My parcel arrived broken, order 10042, I want my money back"
STATUS = "where is my order 10070?"


def _call(turn: Turn, tool: str) -> Hop:
    return next(
        hop
        for hop in turn.hops
        if isinstance(hop.output, ExecuteOutput) and hop.output.tool == tool
    )


def _result(hop: Hop) -> dict[str, JSON]:
    assert isinstance(hop.output, ExecuteOutput)
    assert isinstance(hop.output.outcome, Ok)
    assert isinstance(hop.output.outcome.result, dict)
    return hop.output.outcome.result


async def _again(
    settings: Settings, live: LiveSession, hop: Hop, result: JSON, home: Path
) -> LiveSession:
    edited = edited_turn(live.session, hop.id, result, live.pack.contracts, live.parts.mask)
    ask = AnswerAll(True)
    fork = await wiring.fork_session(settings, live.name, hop.turn, ask=ask, home=home)
    with edited.installed(fork):
        await fork.send(edited.words)
    return fork


async def test_the_agent_goes_on_with_the_edited_result_and_the_first_branch_is_untouched(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send(STATUS)
    await live.send(REFUND)
    hop = _call(live.session.turns[1], "get_order")
    before = live.folder.log.read_bytes()
    fork = await _again(settings, live, hop, {**_result(hop), "status": "processing"}, tmp_path)
    turn = fork.session.turns[1]
    assert [call.tool for call in calls_of(turn)] == ["get_order"]
    assert "processing" in turn.reply
    assert turn.changes == []
    assert live.folder.log.read_bytes() == before
    await fork.send(STATUS)
    assert fork.session.turns[2].reply == live.session.turns[0].reply
    await fork.close()
    await live.close()


async def test_what_was_edited_is_in_the_log_and_the_session_replays_and_does_not_drift(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send(REFUND)
    hop = _call(live.session.turns[0], "get_order_line")
    fork = await _again(settings, live, hop, {**_result(hop), "refundable": "20.00"}, tmp_path)
    assert "20.00 EUR" in fork.session.turns[0].reply
    await fork.close()
    await live.close()
    recording = read_recording(fork.folder.log)
    replays = Replays(settings)
    assert replays.strict(recording).passed, replays.strict(recording).lines()
    assert replays.drift(recording).passed, replays.drift(recording).lines()
    assert b'"edited_result"' in fork.folder.log.read_bytes()


async def test_a_write_is_made_and_only_what_it_says_is_another(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send(REFUND)
    hop = _call(live.session.turns[0], "issue_refund")
    fork = await _again(settings, live, hop, {**_result(hop), "refund_id": "RF-0099"}, tmp_path)
    turn = fork.session.turns[0]
    assert "RF-0099" in turn.reply
    assert [change.key for change in turn.changes if change.table == "refunds"] == ["RF-0046"]
    await fork.close()
    await live.close()


async def test_a_recorded_fault_of_the_model_before_the_call_happens_again(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start(faults=("model:cut_stream@1",))
    await live.send(STATUS)
    hop = _call(live.session.turns[0], "get_shipments")
    fork = await _again(settings, live, hop, _result(hop), tmp_path)
    assert fork.session.turns[0].reply == live.session.turns[0].reply
    await fork.close()
    await live.close()
    assert Replays(settings).strict(read_recording(fork.folder.log)).passed


@pytest.mark.parametrize(
    ("hop", "result", "said"),
    [
        ("9.9", {}, "9.9 is no tool call"),
        ("1.1", {}, "1.1 is no tool call"),
        ("call", {"status": "lost"}, "the contract rules that result out: "),
    ],
)
async def test_what_can_not_be_edited_is_named(
    start: Callable[..., LiveSession], hop: str, result: JSON, said: str
) -> None:
    live = start()
    await live.send(STATUS)
    at = _call(live.session.turns[0], "get_order").id if hop == "call" else hop
    with pytest.raises(SandboxError, match=said):
        edited_turn(live.session, at, result, live.pack.contracts, live.parts.mask)
    await live.close()


async def test_a_personal_value_in_an_edited_result_does_not_reach_the_log(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send(REFUND)
    hop = _call(live.session.turns[0], "get_order_line")
    result = {**_result(hop), "refund_note": "write to else@private.example"}
    fork = await _again(settings, live, hop, result, tmp_path)
    await fork.close()
    await live.close()
    text = fork.folder.log.read_text("utf-8")
    assert "write to [EMAIL_1]" in text
    assert "else@private.example" not in text
