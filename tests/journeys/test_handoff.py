"""A conversation handed to a colleague: what is in the packet, and where it stands."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.domain.handoff import HandoffPacket
from sandbox.export.transcript import transcript
from sandbox.handoff.build import build, kind_of
from sandbox.handoff.check import findings, masked
from sandbox.handoff.note import note
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Session, fold
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]
REFUND = "My parcel arrived broken, order 10042, I want my money back"
DEAR = "my order 10077 arrived broken, I want my money back"
ANGRY = "THIS IS UNACCEPTABLE!!! ridiculous, get me a manager, my phone is +49 151 23456789"


def packet_of(live: LiveSession) -> HandoffPacket:
    found = [
        hop.output.packet  # pyright: ignore[reportOptionalMemberAccess,reportAttributeAccessIssue]
        for turn in live.session.turns
        for hop in turn.hops
        if getattr(hop.output, "packet", None) is not None
    ]
    assert found[-1] is not None
    return found[-1]


def notes(live: LiveSession) -> list[str]:
    """Private comments as the tickets service has them, real values and all."""
    with closing(sqlite3.connect(live.folder.world)) as world:
        rows = world.execute("select body from ticket_comments where public = 0 order by id")
        return [row[0] for row in rows]


async def _angry(start: Start, approve: bool = True) -> LiveSession:
    live = start(approve)
    for words in (REFUND, DEAR, "1", ANGRY):
        await live.send(words)
    return live


async def test_an_angry_customer_comes_with_what_was_done_refused_and_is_open(start: Start) -> None:
    live = await _angry(start, approve=False)
    turn, packet = live.session.turns[-1], packet_of(live)
    assert turn.finished is not None
    assert (turn.finished.outcome, turn.finished.abstained) == ("handed_off", "frustration")
    assert packet.customer == "C-0007"
    done = [one for one in packet.tried if one.outcome == "done"]
    assert [one.tool for one in done] == ["orders.issue_refund"]
    assert "orders O-10042 refunded_minor: 0 → 4990" in done[0].changes
    (refusal,) = packet.refusals
    assert (refusal.rule, refusal.verdict) == ("refund-limit", "rejected")
    assert refusal.hop in packet.links
    assert packet.next_step.rule == "rejected"
    assert packet.sentiment.frustration > 0.8
    assert "unacceptable" in packet.sentiment.signs
    assert packet.sentiment.wants_person
    assert [one.turn for one in packet.said] == [1, 2, 3, 4]
    assert [one.kind for one in packet.open_questions] == ["from_customer"]


async def test_the_note_in_the_ticket_is_the_packet_without_a_personal_value(start: Start) -> None:
    live = await _angry(start)
    (body,) = [one for one in notes(live) if one.startswith("HANDOFF")]
    assert body == note(packet_of(live), 4000)
    assert "23456789" not in body
    assert "[PHONE_1] is what the customer said in the chat" in body
    log = live.folder.log.read_text("utf-8")
    assert "23456789" not in log


async def test_a_value_known_to_the_crm_is_named_by_its_cell(start: Start) -> None:
    live = start()
    row = live.parts.ports.rows.row("customers", "C-0007")
    assert row is not None
    await live.send(f"I'm {row['email']} and I want to talk to a real person")
    packet = packet_of(live)
    assert str(row["email"]) not in note(packet)
    (told,) = packet.placeholders
    assert told.reference.endswith("customers/C-0007#email")


async def test_the_models_own_summary_is_kept_apart_from_what_happened(start: Start) -> None:
    live = start()
    await live.send("I want to make a complaint")
    await live.send("let me talk to a real person")
    packet = packet_of(live)
    assert packet.kind == "wish"
    assert packet.reason == "The customer has a complaint and wants a person"
    assert packet.own_words == ""
    assert packet.next_step.rule == "call-back"


async def test_a_packet_that_misses_an_effect_a_refusal_or_a_question_is_found_out(
    start: Start,
) -> None:
    live = await _angry(start, approve=False)
    packet = packet_of(live)
    events = read_log(live.folder.log).events
    before = fold(events[: _begun(events)])
    assert list(findings(packet, before, "hand_off")) == []
    without = packet.model_copy(update={"tried": ()})
    assert any("refunded_minor" in one for one in findings(without, before, "hand_off"))
    without = packet.model_copy(update={"refusals": ()})
    assert ["refund-limit" in one for one in findings(without, before, "hand_off")] == [True]
    without = packet.model_copy(update={"open_questions": ()})
    assert ["turn 4" in one for one in findings(without, before, "hand_off")] == [True]


def _begun(events: tuple) -> int:
    last = max(
        i for i, one in enumerate(events) if getattr(one, "subject", "").endswith("hand_off")
    )
    return last


async def test_what_slips_into_a_packet_is_masked_and_counted(start: Start) -> None:
    live = await _angry(start)
    packet = packet_of(live).model_copy(update={"reason": "call them at eva.lang@example.com"})
    safe = masked(packet, lambda value: live.parts.mask.mask(value, 0))
    assert "eva.lang" not in safe.model_dump_json()
    assert safe.masked == 1


async def test_a_write_of_which_nobody_knows_is_the_first_thing_to_check(start: Start) -> None:
    from sandbox.replay.sweep_actors import NoSleep

    live = start()
    live.parts.ports.sleep = NoSleep()
    live.arm("orders.issue_refund:error_after_commit")
    await live.send(REFUND)
    await live.send(ANGRY)
    packet = packet_of(live)
    assert packet.next_step.rule == "unknown-outcome"
    assert "outcome" in {one.kind for one in packet.open_questions}


@pytest.mark.parametrize("most", [600, 900, 1500, 2500])
async def test_a_shorter_note_keeps_effects_refusals_and_what_to_do(
    start: Start, most: int
) -> None:
    live = await _angry(start, approve=False)
    text = note(packet_of(live), most)
    assert len(text) <= most
    assert "Next step:" in text
    if most >= 900:
        assert "refunded_minor: 0 → 4990" in text
        assert "refund-limit" in text


async def test_the_session_replays_and_the_transcript_has_the_packet(
    start: Start, settings: Settings
) -> None:
    live = await _angry(start)
    await live.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()
    session = fold(read_log(live.folder.log).events)
    text = transcript(session, "angry")
    assert "## Handed over in hop" in text
    assert "    Next step:" in text


async def test_cells_of_a_changed_row_are_told_by_name(start: Start, settings: Settings) -> None:
    """A log keeps no order of columns, so a replay could not tell them in any other."""
    live = start()
    await live.send("cancel order 10093")
    await live.send("let me talk to a real person, this is ridiculous!!!")
    packet = packet_of(live)
    changes = [line for one in packet.tried for line in one.changes]
    assert len(changes) > 1
    assert changes == sorted(changes)
    await replays(live, settings)


async def test_a_session_that_was_not_handed_over_has_a_packet_as_it_would_be(
    start: Start,
) -> None:
    live = start()
    await live.send("where is my order?")
    session: Session = live.session
    packet = build(session, kind_of(session), "not yet", "hand_off")
    assert [one.kind for one in packet.open_questions] == ["to_customer"]
    assert packet.next_step.rule == "missing"
    assert Path(live.folder.log).exists()


async def test_a_pack_without_the_mapping_writes_what_the_model_wrote(
    start: Start, pack: object
) -> None:
    from dataclasses import replace

    live = start()
    live.parts.agent.pack = replace(live.parts.agent.pack, handoff=None)
    await live.send("I want to make a complaint")
    await live.send("let me talk to a real person")
    assert "The customer has a complaint and wants a person" in notes(live)
