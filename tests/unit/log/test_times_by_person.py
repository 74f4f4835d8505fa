"""Time that a person takes in a model's place is waiting for a person, not the model's."""

import pytest

from sandbox.domain.faults import Fault
from sandbox.log import event as ev
from sandbox.log.event import Took
from sandbox.log.fold import Hop, Turn
from sandbox.log.times import times_of, waited

STOPPED = Fault(kind="cancelled", message="stopped by a person")


def infer(*events: ev.Event, total: int | None = 100) -> Turn:
    turn = Turn(1, "m", "")
    hop = Hop(1, 1, "infer", "m", "", 0, total=total, events=list(events))
    turn.hops.append(hop)
    if total is not None:
        turn.finished = ev.TurnFinished(outcome="answered", took=Took(total=total))
    return turn


def asked(model: str) -> ev.ModelRequested:
    return ev.ModelRequested(model=model, messages=())


@pytest.mark.parametrize(
    "answer",
    [
        ev.ModelResponded(model="sandbox/human", took=Took(start=10, total=80)),
        ev.ModelResponded(model="sandbox/human", took=Took(start=10, total=80, waited=80)),
        ev.ModelResponded(model="m", fault=STOPPED, took=Took(start=10, total=80, waited=80)),
    ],
    ids=["an older log", "answered", "stopped while asked"],
)
def test_an_answer_of_a_person_is_waiting(answer: ev.ModelResponded) -> None:
    turn = infer(asked("m"), answer)
    times = times_of(turn)
    assert (times.waited, times.shares[1].spent, times.total) == (80, 20, 100)
    assert waited(turn.hops[0]) == 80


def test_a_models_own_answer_is_not() -> None:
    answer = ev.ModelResponded(model="m", took=Took(start=10, total=80))
    assert times_of(infer(asked("m"), answer)).waited == 0


def test_each_call_is_judged_by_who_answered_it() -> None:
    own = ev.ModelResponded(model="m", took=Took(start=0, total=30))
    taken = ev.ModelResponded(model="sandbox/human", took=Took(start=40, total=50, waited=50))
    assert times_of(infer(asked("m"), own, asked("m"), taken)).shares[1].spent == 50


def test_while_a_person_is_the_model_the_time_so_far_is_waiting() -> None:
    running = infer(asked("sandbox/human"), total=None)
    times = times_of(running, elapsed=70)
    assert (times.waited, times.shares[1].spent) == (70, 0)
    stop = ev.StepStopped(place="before", took=Took(start=5))
    acted = ev.StepActed(action="go_on", took=Took(start=5, total=10))
    running.hops[0].events = [stop, acted, asked("sandbox/human")]
    assert times_of(running, elapsed=70).waited == 70 - 5  # stopped from 5 to 15, then asked


def test_a_crash_while_a_person_is_asked_adds_nothing() -> None:
    turn = infer(asked("sandbox/human"), total=None)
    turn.finished = ev.TurnFinished(outcome="interrupted", took=Took(total=0))
    assert times_of(turn).waited == 0
