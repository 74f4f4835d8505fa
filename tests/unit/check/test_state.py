"""The state after a turn, over logs that real sessions have written."""

from functools import cache
from pathlib import Path

import pytest

from sandbox.check.agent_state import AgentState
from sandbox.check.state import state_after
from sandbox.log.event import Event, TurnFinished
from sandbox.log.fold import Session, fold
from sandbox.log.recording import read_recording

ROOT = Path(__file__).parents[3]
RECORDINGS = sorted((ROOT / "fixtures").glob("*/recordings/*.rec.jsonl"))


@cache
def events(path: Path) -> tuple[Event, ...]:
    return tuple(read_recording(path).log.events)


def up_to(path: Path, turn: int) -> Session:
    """The session as it was when `turn` had ended."""
    session = Session()
    for event in events(path):
        session.feed(event)
        if isinstance(event, TurnFinished) and event.turn == turn:
            break
    return session


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_an_earlier_turn_reads_as_it_did_when_it_was_the_last(path: Path):
    """But for dead letters and armed faults, which only the end of a log tells."""
    whole = fold(events(path))
    aside = {"turns", "faults", "awaited"}
    for turn in range(1, len(whole.turns) + 1):
        then, now = state_after(up_to(path, turn)), state_after(whole, turn)
        assert now.model_dump(exclude=aside) == then.model_dump(exclude=aside), turn
        assert [one for one in now.awaited if one.by == "customer"] == [
            one for one in then.awaited if one.by == "customer"
        ]


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_what_changed_is_the_difference_to_the_turn_before(path: Path):
    whole = fold(events(path))
    before: AgentState | None = None
    for turn in range(1, len(whole.turns) + 1):
        now = state_after(whole, turn)
        had = {one.name: one.value for one in before.variables} if before else {}
        has = {one.name: one.value for one in now.variables}
        signs = {one.name: one.sign for one in (*now.variables, *now.dropped)}
        for name in had.keys() | has.keys():
            expected = (
                "+" if name not in had
                else "-" if name not in has
                else "~" if had[name] != has[name]
                else ""
            )  # fmt: skip
            assert signs[name] == expected, (turn, name)
        for one in (*now.variables, *now.dropped):
            hop = whole.hop(one.hop)
            assert hop is not None, one
            assert hop.name in ("context", "route", "execute", "policy", "validate"), one
            assert 1 <= one.since <= turn
        before = now


def test_before_the_first_turn_nothing_is_known():
    state = state_after(Session())
    assert (state.turn, state.turns, state.variables, state.procedure) == (0, 0, (), "")


@pytest.mark.parametrize("turn", [-1, 0, 99])
def test_a_turn_that_there_is_not_is_refused(turn: int):
    with pytest.raises(ValueError, match=f"there is no turn {turn}"):
        state_after(fold(events(RECORDINGS[0])), turn)
