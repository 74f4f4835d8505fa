"""A session as Markdown: turns, calls with what came of them, marks; nothing personal."""

from pathlib import Path

import pytest

from sandbox.export.transcript import transcript
from sandbox.log.event import SessionForked, TurnMarked
from sandbox.log.fold import Session, fold
from sandbox.log.recording import read_recording

RECORDINGS = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"
EVERY = sorted(RECORDINGS.glob("*.rec.jsonl"))


def session(name: str) -> Session:
    return fold(read_recording(RECORDINGS / f"{name}.rec.jsonl").log.events)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_every_golden_recording_reads_as_its_turns(path: Path) -> None:
    folded = fold(read_recording(path).log.events)
    text = transcript(folded, "T")
    assert text.count("\n## Turn ") == len(folded.turns)
    for turn in folded.turns:
        for line in turn.reply.splitlines():
            assert f"> {line}".rstrip() in text
    assert text.endswith("\n")
    assert "\n\n\n" not in text


def test_a_call_tells_its_arguments_its_outcome_and_the_cells_it_changed() -> None:
    text = transcript(session("refund"), "A refund")
    assert text.startswith("# A refund\n\nbrightcart 1 · C-0007 · seed 7\n")
    assert '- `orders.get_order` `{"order_id": "O-10042"}`: ok' in text
    assert "`: ok, 2 rows changed" in text
    assert "  - `~ orders O-10042 refunded_minor: 0 → 4990`" in text
    assert "*answered · sandbox/scripted · " in text
    assert "**resolved**, judged by the engine" in text


def test_mends_verdicts_and_people_are_told() -> None:
    assert "  - mended `" in transcript(session("repaired"), "T")
    assert "  - confirm by `refund-limit`, approve by " in transcript(
        session("refund-approved"), "T"
    )
    assert ": reject\n" in transcript(session("refund-rejected"), "T")
    assert "  - deny by `" in transcript(session("denied"), "T")


def test_personal_values_stand_as_placeholders() -> None:
    recording = read_recording(RECORDINGS / "personal-data.rec.jsonl")
    text = transcript(fold(recording.log.events), "T")
    assert "[EMAIL_1]" in text
    for event in recording.log.events:
        for made in event.made:
            assert not made.surrogate or made.surrogate not in text


def test_marks_and_the_branch_are_told() -> None:
    folded = session("refund")
    folded.feed(TurnMarked(turn=1, mark="bad", note="too\nlong"))
    folded.feed(SessionForked(parent="20261120-0900-abcdef", after=1))
    text = transcript(folded, "T")
    assert "*marked bad: too long*" in text
    assert "Forked from 20261120-0900-abcdef after turn 1." in text


def test_foreign_text_does_not_leave_its_place() -> None:
    folded = session("refund")
    folded.turns[0].asked = "one\n# not a heading\n```"
    text = transcript(folded, "a\n# title")
    assert text.startswith("# a # title\n")
    assert "\n> # not a heading\n> ```\n" in text
    assert "\n# not" not in text
