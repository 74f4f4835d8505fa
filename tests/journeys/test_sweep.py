"""A sweep fails every call in every way, and finds what is done twice or said wrongly."""

import itertools
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.cli.main import main
from sandbox.domain.fault_spec import parse_fault
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import Claim, RespondOutput
from sandbox.domain.tool import RowChange
from sandbox.hub.world_edit import edit_world, preview
from sandbox.log.event import WorldEdited
from sandbox.log.recording import Recording, read_recording
from sandbox.pack.pack import Pack
from sandbox.replay.sweep import Result
from sandbox.replay.sweep_actors import NoSleep
from sandbox.replay.sweep_cases import Case, faults_of
from sandbox.settings import Settings
from sandbox.tools.idempotency import idempotency_key

RECORDINGS = Path(__file__).parents[2] / "fixtures/brightcart/recordings"
COMPLAINT = ("I want to make a complaint", "no", "The courier threw my parcel over the fence")
DENIAL = "I am sorry, that could not be done."


async def _recorded(settings: Settings, pack: Pack, home: Path, *texts: str) -> Recording:
    live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=home)
    for text in texts:
        await live.send(text)
    await live.close()
    return read_recording(live.folder.log)


async def _swept(settings: Settings, recording: Recording, home: Path) -> list[Result]:
    return await wiring.sweep_of(settings, recording, "", home).run()


async def test_a_refund_is_paid_once_and_told_truly_whatever_fails(
    settings: Settings, tmp_path: Path
) -> None:
    recording = read_recording(RECORDINGS / "refund.rec.jsonl")
    results = await _swept(settings, recording, tmp_path)
    assert [result.case.spec for result in results if result.is_finding] == []
    lost = {r.case.lasts: r for r in results if r.case.fault == "error_after_commit"}
    assert lost[False].verdict == "recovered"
    assert lost[True].verdict == "degraded"
    assert "untouched" not in {result.verdict for result in results}


async def test_every_call_is_failed_in_every_way_that_can_hit_it(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    recording = await _recorded(settings, pack, tmp_path / "a", "where is my order 10070?")
    results = await _swept(settings, recording, tmp_path / "b")
    called = ("get_order", "get_shipments")
    wanted = [
        (pack.contracts[name].subject, fault, lasts)
        for name in called
        for fault in faults_of(pack.contracts[name])
        for lasts in (False, True)
    ]
    assert [(r.case.subject, r.case.fault, r.case.lasts) for r in results] == wanted


async def test_a_repeat_under_a_new_key_is_found_as_a_duplicated_write(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = await _recorded(settings, pack, tmp_path / "a", *COMPLAINT)
    fresh = itertools.count()
    monkeypatch.setattr(
        "sandbox.hops.attempts.idempotency_key",
        lambda contract, arguments, occurrence=0: idempotency_key(contract, arguments, next(fresh)),
    )
    results = await _swept(settings, recording, tmp_path / "b")
    doubled = [result for result in results if result.verdict == "duplicated"]
    assert {result.case.subject for result in doubled} == {"tickets.create_ticket"}
    assert "error_after_commit" in {result.case.fault for result in doubled}


async def test_a_reply_that_denies_what_was_done_is_found_as_a_wrong_claim(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = read_recording(RECORDINGS / "refund.rec.jsonl")
    monkeypatch.setattr("sandbox.models.scripted._apology", lambda error: DENIAL)
    monkeypatch.setattr("sandbox.hops.respond._denies", lambda sentence, deeds: False)
    results = await _swept(settings, recording, tmp_path)
    wrong = [result for result in results if result.verdict == "wrong_claim"]
    assert {result.case.subject for result in wrong} == {"orders.issue_refund"}
    assert "error_after_commit" in {result.case.fault for result in wrong}


async def test_a_recording_that_failed_is_held_against_what_it_should_have_been(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=tmp_path / "a")
    live.parts.ports.sleep = NoSleep()
    live.arm("orders.get_order:unavailable")
    await live.send("where is my order 10042?")
    await live.close()
    results = await _swept(settings, read_recording(live.folder.log), tmp_path / "b")
    assert {result.case.call for result in results} == {1}
    assert {result.verdict for result in results} == {"recovered", "degraded"}


async def test_rows_that_were_edited_by_hand_are_edited_again_before_the_turns_that_follow(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=tmp_path / "a")
    await live.send("where is my order 10070?")
    for sql in (
        "UPDATE orders SET status = 'processing', delivered_at = NULL WHERE id = 'O-10042'",
        "UPDATE customers SET email = 'jo@private.example' WHERE id = 'C-0007'",
    ):
        edit_world(live, preview(live, sql))
    await live.send("where is my order 10042?")
    await live.close()
    results = await _swept(settings, read_recording(live.folder.log), tmp_path / "b")
    assert {result.case.turn for result in results} == {1, 2}
    assert {result.verdict for result in results} <= {"recovered", "degraded", "untouched"}
    recovered = [one for one in results if one.case.turn == 2 and one.verdict == "recovered"]
    assert recovered
    assert all("We are preparing" in one.reply for one in recovered)


async def test_an_edit_by_hand_of_a_row_that_the_swept_session_has_otherwise_is_refused(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    recording = await _recorded(settings, pack, tmp_path / "a", "where is my order 10070?")
    log = recording.log
    row = {"id": "RF-9999", "order_id": "O-10042"}
    edited = WorldEdited(changes=(RowChange(table="refunds", key="RF-9999", before=row),))
    recording = replace(recording, log=replace(log, events=(*log.events, edited)))
    # What the person took away is not there either: nothing is left to do.
    assert await _swept(settings, recording, tmp_path / "b")
    moved = RowChange(table="refunds", key="RF-9999", before=row, after=row | {"id": "RF-9"})
    edited = WorldEdited(changes=(moved,))
    recording = replace(recording, log=replace(log, events=(*log.events, edited)))
    with pytest.raises(SandboxError, match="edited refunds RF-9999 by hand, which is gone here"):
        await _swept(settings, recording, tmp_path / "c")


def test_the_command_tells_each_call_and_ends_with_1_for_a_finding(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path))
    file = str(RECORDINGS / "order-status.rec.jsonl")
    monkeypatch.setattr(sys, "argv", ["sandbox", "replay", file, "--sweep"])
    main()
    printed = capsys.readouterr()
    assert printed.out.startswith("order-status: 16 cases · 10 recovered · 6 degraded politely\n")
    assert "turn 2 orders.get_order" in printed.out
    assert printed.err == ""
    monkeypatch.setattr("sandbox.replay.sweep_judge.respond", _claims_everything)
    monkeypatch.setattr(sys, "argv", ["sandbox", "replay", file, "--sweep", "--json"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 16
    assert {line["verdict"] for line in lines} == {"wrong_claim"}


def _claims_everything(*_: object) -> RespondOutput:
    claim = Claim(kind="refunded", words="I have refunded it", supported=False)
    return RespondOutput(text="", claims=(claim,))


def test_every_fault_that_is_tried_is_one_that_can_be_armed(pack: Pack) -> None:
    for contract in pack.contracts.values():
        for fault in faults_of(contract):
            case = Case(1, contract.subject, 2, fault, lasts=True)
            assert str(parse_fault(case.spec)) == case.spec
