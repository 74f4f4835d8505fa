"""How a session ended, by rule and by a person's word."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.hop import Passage, PromptOutput, RetrieveOutput, RouteOutput
from sandbox.log import event as ev
from sandbox.log.event import Event
from sandbox.log.fold import fold
from sandbox.log.outcome import by_rule, outcome_of
from sandbox.log.recording import read_recording

FOLDER = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"
STARTED = ev.SessionStarted(pack="p", model="m")


def turn(
    number: int, ended: str = "", action: Any = "none", step: str = "", passage: bool = False
) -> list[Event]:
    """A turn whose route did `action`, and whose model was asked last at `step`."""
    procedure = "refund" if action in ("start", "continue") else ""
    passages = (Passage(id="a", title="t", text="x", score=1.0, used=True),) if passage else ()
    outputs = [
        RouteOutput(action=action, procedure=procedure),
        RetrieveOutput(passages=passages),
        # A finished procedure is still named by the prompt of a turn that it has no part in.
        PromptOutput(template="t", version="1", digest="d", procedure="refund", step=step),
    ]
    events: list[Event] = [ev.TurnStarted(turn=number, model="m")]
    for hop, output in enumerate(outputs, 1):
        events.append(ev.HopStarted(turn=number, hop=hop, name=output.hop))
        events.append(ev.HopFinished(turn=number, hop=hop, output=output))
    if ended:
        events.append(ev.TurnFinished(turn=number, outcome=ended))  # pyright: ignore
    return events


@pytest.mark.parametrize(
    ("turns", "wanted"),
    [
        ([turn(1, "answered", "start", 'say "done"')], "resolved"),
        ([turn(1, "answered", "start")], "resolved"),
        ([turn(1, "answered", "start", "call issue_refund(order_id)")], "failed"),
        ([turn(1, "answered", "start", 'hand_off "angry"')], "failed"),
        ([turn(1, "asked", "start", "ask order_id")], "abandoned"),
        ([turn(1, "asked", "ask")], "abandoned"),
        ([turn(1, "handed_off", "start")], "handed_off"),
        ([turn(1, "failed", "start")], "failed"),
        ([turn(1, "cancelled", "start")], "abandoned"),
        ([turn(1, "interrupted", "start")], "abandoned"),
        ([turn(1, "answered", passage=True)], "resolved"),
        ([turn(1, "answered")], "failed"),
        ([turn(1, "asked")], "abandoned"),
        # "Is there anything else I can help with?" asks for nothing that the matter needs.
        ([turn(1, "asked", "start", 'say "done"')], "resolved"),
        ([turn(1, "asked", "continue")], "resolved"),
        ([turn(1, "asked", passage=True)], "resolved"),
        ([turn(1, "asked", "start", "call get_order(order_id)")], "failed"),
        # What comes after the last matter is settled decides nothing, unless it goes wrong.
        ([turn(1, "answered", "start"), turn(2, "asked")], "resolved"),
        ([turn(1, "handed_off", "start"), turn(2, "answered")], "handed_off"),
        ([turn(1, "handed_off", "start"), turn(2, "answered", "ask")], "handed_off"),
        ([turn(1, "answered", "start"), turn(2, "failed")], "failed"),
        ([turn(1, "asked", "start"), turn(2, "answered", "continue", 'say "x"')], "resolved"),
        ([turn(1, "failed", "start"), turn(2, "answered", "continue")], "resolved"),
    ],
)
def test_one_turn_decides(turns: list[list[Event]], wanted: str) -> None:
    judged = by_rule(fold([STARTED, *(event for one in turns for event in one)]))
    assert judged is not None
    assert (judged.outcome, judged.judged_by) == (wanted, "engine")


@pytest.mark.parametrize("events", [[], [STARTED], [STARTED, *turn(1)]])
def test_nothing_is_judged_before_a_turn_has_ended(events: list[Event]) -> None:
    assert outcome_of(fold(events)) is None


def test_the_reason_names_the_turn_and_the_step_that_was_left() -> None:
    judged = by_rule(fold([STARTED, *turn(1, "answered", "start", "call get_order(order_id)")]))
    assert judged is not None
    assert judged.why == "turn 1 stopped refund before `call get_order(order_id)`"


def test_a_persons_word_stands_until_the_next_turn() -> None:
    said = ev.SessionEnded(outcome="resolved", judged_by="developer", turns=1, why="it is fine")
    events = [STARTED, *turn(1, "failed", "start"), said]
    judged = outcome_of(fold(events))
    assert judged is not None
    assert (judged.outcome, judged.judged_by, judged.why) == ("resolved", "developer", "it is fine")
    resumed = outcome_of(fold([*events, ev.SessionResumed()]))
    assert resumed == judged
    later = outcome_of(
        fold([*events, ev.SessionResumed(), *turn(2, "asked", "start", "ask order_id")])
    )
    assert later is not None
    assert (later.outcome, later.judged_by) == ("abandoned", "engine")


def test_the_last_judgement_of_the_same_turns_counts() -> None:
    ends = [ev.SessionEnded(outcome=one, turns=1) for one in ("failed", "handed_off")]
    judged = outcome_of(fold([STARTED, *turn(1, "answered", "start"), *ends]))
    assert judged is not None
    assert judged.outcome == "handed_off"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("refund", "resolved"),
        ("order-status", "resolved"),
        ("interrupted", "resolved"),
        ("thirty-turns", "resolved"),
        ("hand-off", "handed_off"),
        ("denied", "failed"),
        ("no-such-order", "failed"),
        ("refund-rejected", "failed"),
    ],
)
def test_the_golden_sessions_ended_as_people_would_say(name: str, wanted: str) -> None:
    judged = by_rule(fold(read_recording(FOLDER / f"{name}.rec.jsonl").log.events))
    assert judged is not None
    assert judged.outcome == wanted
