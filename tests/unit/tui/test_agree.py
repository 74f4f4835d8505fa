"""Figures agree wherever they are shown: on real logs, on drawn ones, and on a live session."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.domain.faults import Fault
from sandbox.domain.hop import (
    ExecuteOutput,
    InferOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    ValidateOutput,
)
from sandbox.domain.money import Cost, Usage
from sandbox.domain.tool import Failed, Ok
from sandbox.domain.verdict import Approval, Decision
from sandbox.hub.totals import totals_of
from sandbox.log import event as ev
from sandbox.log.event import Took
from sandbox.log.fold import Session, fold
from sandbox.log.recording import read_recording
from tests.unit.tui.agreeing import all_agree

ROOT = Path(__file__).parents[3]
RECORDINGS = sorted(
    [
        *ROOT.glob("fixtures/*/recordings/*.rec.jsonl"),
        *ROOT.glob("fixtures/broken/*.rec.jsonl"),
        *ROOT.glob("tests/golden/*.rec.jsonl"),
    ]
)
DENIED = Decision(verdict="deny", rule="r")
ALLOWED = Decision(verdict="allow", rule="r")
ASKS = Decision(verdict="confirm", rule="r")
STOPPED = Fault(kind="cancelled", message="stopped by a person")
MS = 1_000_000

nanos = st.integers(0, 40 * MS)
costs = st.one_of(
    st.just(Cost()),
    st.builds(
        Cost,
        nano=st.integers(0, 10**10),
        known=st.sampled_from(["reported", "computed", "estimated"]),
    ),
)
usages = st.builds(
    Usage, input=st.integers(0, 10**6), output=st.integers(0, 10**5), estimated=st.booleans()
)
faults = st.sampled_from([None, STOPPED, Fault(kind="timeout", message="too late")])
answers = st.builds(ev.ModelResponded, model=st.just("m"), usage=usages, cost=costs, fault=faults)
OUTPUTS: dict[str, list[Any]] = {
    "parse": [ParseOutput(text="hello")],
    "validate": [ValidateOutput(tool="t")],
    "repair": [
        RepairOutput(tool="t", verdict="repaired"),
        RepairOutput(tool="t", verdict="ask_model"),
    ],
    "policy": [PolicyOutput(tool="t", decision=ALLOWED), PolicyOutput(tool="t", decision=DENIED)],
    "execute": [
        ExecuteOutput(tool="t", outcome=Ok(result={})),
        ExecuteOutput(tool="t", outcome=Failed(fault=STOPPED, retryable=False)),
    ],
}


@st.composite
def hop_events(draw: st.DrawFn, turn: int, number: int) -> list[ev.Event]:
    """One hop: its calls of a model, what it waited for, and its end, if it came to one."""
    name: Any = draw(st.sampled_from(["infer", *OUTPUTS]))
    start, length = draw(nanos), draw(nanos)
    told: list[Any] = [ev.HopStarted(name=name, call=number, took=Took(start=start))]
    if name == "infer":
        for attempt, answer in enumerate(draw(st.lists(answers, max_size=3)), 1):
            told += [ev.ModelRequested(model="m", messages=(), attempt=attempt), answer]
    elif draw(st.booleans()):
        since = draw(st.integers(0, length))
        waits = draw(st.integers(0, length - since))
        asked = ev.HumanAsked(tool="t", decision=ASKS, took=Took(start=start + since))
        said = Approval(action="approve", by="x")
        acted = ev.HumanActed(approval=said, took=Took(start=start + since, total=waits))
        told += [asked, acted]
    took = Took(start=start, total=length)
    if draw(st.booleans()) or name == "infer":
        output = draw(st.sampled_from(OUTPUTS.get(name, [None])))
        if output is None:
            output = InferOutput(model="m", finish="stop", usage=Usage(), cost=Cost())
        told.append(ev.HopFinished(output=output, took=took))
    else:
        told.append(ev.HopFailed(name=name, fault=STOPPED, took=took))
    return [one.model_copy(update={"turn": turn, "hop": number}) for one in told]


@st.composite
def drawn_sessions(draw: st.DrawFn) -> Session:
    """A session of some turns; the last one may still run."""
    events: list[ev.Event] = []
    count = draw(st.integers(1, 4))
    for turn in range(1, count + 1):
        mine: list[ev.Event] = [ev.TurnStarted(turn=turn, model="m")]
        for number in range(1, draw(st.integers(0, 6)) + 1):
            mine += draw(hop_events(turn, number))
        events += mine
        if turn < count or draw(st.booleans()):
            made = fold(mine).turns[0]
            total = max((hop.start + (hop.total or 0) for hop in made.hops), default=0)
            took = Took(total=total + draw(nanos))
            ended: Any = draw(st.sampled_from(["answered", "cancelled", "failed"]))
            end = ev.TurnFinished(turn=turn, outcome=ended, totals=totals_of(made), took=took)
            events.append(end)
    return fold(events)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_every_figure_of_a_recording_is_the_same_wherever_it_is_shown(path: Path) -> None:
    all_agree(fold(read_recording(path).log.events))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn_sessions())
def test_whatever_happens_in_a_session_its_figures_agree(session: Session) -> None:
    all_agree(session)
