"""What became of the calls that a model wrote."""

from pathlib import Path

import pytest

from sandbox.compare.handoff import Handoffs, handoffs
from sandbox.log.calls import calls_of
from sandbox.log.fold import fold
from sandbox.log.recording import read_recording

FOLDER = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.rec.jsonl")), ids=lambda path: path.stem)
def test_every_call_that_was_judged_counts_once(path: Path) -> None:
    turns = fold(read_recording(path).log.events).turns
    unreadable = sum(
        len(getattr(hop.output, "unreadable", ())) for turn in turns for hop in turn.hops
    )
    judged = sum(bool(call.hops) for turn in turns for call in calls_of(turn))
    assert handoffs(turns).calls == judged + unreadable


def test_mended_calls_are_those_that_a_rule_repaired() -> None:
    session = fold(read_recording(FOLDER / "repaired.rec.jsonl").log.events)
    found = handoffs(session.turns)
    repairs = sum(turn.finished.totals.repairs for turn in session.turns if turn.finished)
    assert found.mended - found.read == repairs > 0
    assert found.valid > 0


def test_a_call_that_policy_denies_was_in_order() -> None:
    session = fold(read_recording(FOLDER / "denied.rec.jsonl").log.events)
    denials = sum(turn.finished.totals.denials for turn in session.turns if turn.finished)
    assert denials > 0
    assert handoffs(session.turns).refused == 0


def test_no_turn_has_no_call() -> None:
    assert handoffs([]) == Handoffs()
