"""What is suspicious in a session: every rule on a real recording, and silence where it must be."""

from pathlib import Path

import pytest

from sandbox.log.fold import Session, fold
from sandbox.log.recording import read_recording
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.suspects.find import Suspicions
from tests.broken.record import file_of
from tests.broken.stories import BROKEN

GOLDEN = file_of("loop").parents[1] / "brightcart" / "recordings"


def session(path: Path) -> Session:
    return fold(read_recording(path).log.events)


def found(path: Path) -> list[tuple[str, str]]:
    return [(one.hop, one.kind) for one in Suspicions(session(path)).worth()]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("wrong-field", [("1.16", "field"), ("1.23", "field"), ("1.30", "field")]),
        ("wrong-intent", [("1.3", "intent")]),
        ("missing-passage", [("1.4", "passage")]),
        ("stale-read", [("2.10", "stale"), ("2.10", "stale"), ("2.10", "fault")]),
        ("double-refund", [("2.10", "twice")]),
        ("denied", [("1.9", "denied")]),
        ("leaked-value", [("1.14", "leak")]),
        ("slow-hop", [("1.16", "fault"), ("1.16", "slow")]),
        ("loop", [("1.22", "loop")]),
        ("wrong-prompt-version", [("1.5", "prompt")]),
    ],
)
def test_a_broken_session_has_its_cause_and_no_other(name: str, wanted: list[tuple[str, str]]):
    assert found(file_of(name)) == wanted


@pytest.mark.parametrize(
    "name", ["order-status", "cancel", "refund", "refund-twice", "refund-approved", "personal-data"]
)
def test_a_session_in_which_all_went_well_has_none(name: str):
    assert found(GOLDEN / f"{name}.rec.jsonl") == []


def test_what_was_mended_is_told_where_nothing_else_is_wrong():
    assert {kind for _, kind in found(GOLDEN / "repaired.rec.jsonl")} == {"repaired"}
    everything = Suspicions(session(file_of("wrong-field"))).all()
    assert "repaired" in {one.kind for one in everything}


def test_thanks_is_no_missing_passage_but_a_question_is():
    assert ("2.4", "passage") not in found(GOLDEN / "nothing-fits.rec.jsonl")
    assert ("1.4", "passage") in found(GOLDEN / "nothing-fits.rec.jsonl")


def test_a_cancelled_turn_was_not_heard_wrong():
    assert found(GOLDEN / "cancelled-turn.rec.jsonl") == []


def test_failures_say_how_often_it_was_tried_and_what_stands_in():
    words = [one.words for one in Suspicions(session(GOLDEN / "breaker.rec.jsonl")).all()]
    assert any(one.startswith("failed after 3 attempts: unavailable") for one in words)
    assert any(one.startswith("failed: breaker open") for one in words)
    assert "fault injected: orders:unavailable ×3" in words


@pytest.mark.parametrize("name", BROKEN)
def test_each_names_a_tab_that_its_hop_has(name: str):
    of = session(file_of(name))
    suspicions = Suspicions(of)
    for one in suspicions.all():
        shown = inspect(of, one.hop, suspicions)
        assert shown is not None
        assert one.tab in [tab.name for tab in shown.tabs]
        if one.kind != "repaired":
            assert one.words in shown.causes


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.rec.jsonl")), ids=lambda path: path.stem)
def test_a_log_read_event_by_event_tells_the_same_as_one_read_at_once(path: Path):
    events = read_recording(path).log.events
    growing = Session()
    suspicions = Suspicions(growing)
    for number, event in enumerate(events):
        growing.feed(event)
        if number % 7 == 0:
            suspicions.all()
    assert suspicions.all() == Suspicions(fold(events)).all()


def test_a_prompt_that_changes_in_the_middle_is_told_once():
    of = session(GOLDEN / "thirty-turns.rec.jsonl")
    for turn in of.turns[9:]:
        for hop in turn.hops:
            if hop.name == "prompt" and hop.output is not None:
                changed = {"version": "2", "digest": "other"}
                hop.output = hop.output.model_copy(update=changed)
    told = [one for one in Suspicions(of).all() if one.kind == "prompt"]
    assert [one.hop for one in told] == ["10.5"]
    assert told[0].words.startswith("prompt agent is version 2 from here on;")
