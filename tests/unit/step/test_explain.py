"""A turn in plain sentences, from the log alone."""

from pathlib import Path

import pytest

from sandbox.domain.hop import ExecuteOutput, PolicyOutput, RouteOutput
from sandbox.export.explain import explain
from sandbox.log.event import StepActed, StepStopped
from sandbox.log.fold import Session, fold
from sandbox.log.recording import read_recording

ROOT = Path(__file__).parents[3]
RECORDINGS = sorted((ROOT / "fixtures").glob("*/recordings/*.rec.jsonl"))


def _session(path: Path) -> Session:
    return fold(read_recording(path).log.events)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.name.partition(".")[0])
def test_every_sentence_names_a_hop_and_every_call_is_told(path: Path) -> None:
    session = _session(path)
    assert session.turns
    for turn in session.turns:
        told = explain(session, turn.number)
        hops = {hop.id for hop in turn.hops} | {f"{turn.number}.0"}
        assert {one.hop for one in told} <= hops
        assert all(one.text and one.text[-1] in ".!?”:" and "\n" not in one.text for one in told)
        named = {one.hop for one in told}
        for hop in turn.hops:
            if isinstance(hop.output, RouteOutput | PolicyOutput | ExecuteOutput):
                assert hop.id in named, f"{hop.id} {hop.name} is not told"
        assert told == explain(_session(path), turn.number)


def test_a_denial_is_told_with_rule_and_reason() -> None:
    session = _session(ROOT / "fixtures/brightcart/recordings/denied.rec.jsonl")
    texts = [one.text for turn in session.turns for one in explain(session, turn.number)]
    assert any(text.startswith("Policy forbids ") and " by rule " in text for text in texts)


def test_a_turn_that_waits_says_where_and_what_comes_next() -> None:
    path = ROOT / "fixtures/brightcart/recordings/refund.rec.jsonl"
    events = read_recording(path).log.events
    at = next(n for n, e in enumerate(events) if e.kind == "hop_started" and e.name == "execute")  # pyright: ignore
    begun = events[at]
    where = {"turn": begun.turn, "hop": begun.hop, "at": begun.at}
    stop = StepStopped(place="before", spec="tool:get_order", **where)
    told = explain(fold([*events[: at + 1], stop]), begun.turn)[-1]
    assert told.hop == f"{begun.turn}.{begun.hop}"
    assert told.text.startswith("The turn waits for you before execute ")
    assert told.text.endswith("Next: the call runs.")


def test_what_a_person_changed_is_told() -> None:
    path = ROOT / "fixtures/brightcart/recordings/refund.rec.jsonl"
    events = list(read_recording(path).log.events)
    at = next(n for n, e in enumerate(events) if e.kind == "hop_started" and e.name == "execute")  # pyright: ignore
    begun = events[at]
    where = {"turn": begun.turn, "hop": begun.hop, "at": begun.at}
    act = StepActed(action="edit", by="me", what="result", before={"a": 1}, after={"a": 2}, **where)
    session = fold([*events[: at + 1], act, *events[at + 1 :]])
    texts = [one.text for one in explain(session, begun.turn)]
    assert "A person stopped the turn here: result edited by me: a 1 → 2." in texts
