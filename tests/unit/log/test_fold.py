"""A log folds into turns, hops and what holds now; the same path for a live screen and a file."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import Fault
from sandbox.domain.hop import (
    ContextOutput,
    ExecuteOutput,
    PolicyOutput,
    RedactOutput,
    RepairOutput,
    RespondOutput,
    RetrieveOutput,
    Variable,
)
from sandbox.domain.money import Cost
from sandbox.domain.personal import Placeholder
from sandbox.domain.tool import Failed, Ok, RowChange, Unknown
from sandbox.domain.turn import Principal
from sandbox.domain.verdict import Approval, Decision
from sandbox.log import event as ev
from sandbox.log.fold import Hop, Session, conversation, fold

FAULT = Fault(kind="timeout", message="no answer")
CONFIRM = Decision(verdict="confirm", rule="limit")
ALLOW = Decision(verdict="allow", rule="all")


def _policy(action: Any = None, decision: Decision = CONFIRM) -> PolicyOutput:
    approval = Approval(action=action, by="a") if action else None
    return PolicyOutput(tool="t", decision=decision, approval=approval)


def _turn(number: int, *outputs: Any, end: bool = True) -> list[ev.Event]:
    events: list[ev.Event] = [ev.TurnStarted(turn=number, model="m", at=f"t{number}")]
    for hop, output in enumerate(outputs, 1):
        took = ev.Took(start=hop * 10, total=5)
        events.append(ev.HopStarted(turn=number, hop=hop, name=output.hop, took=took))
        events.append(ev.HopFinished(turn=number, hop=hop, output=output, took=took))
    if end:
        took = ev.Took(total=99)
        events.append(ev.TurnFinished(turn=number, outcome="answered", took=took))
    return events


def _hop(output: Any, *inside: ev.Event) -> Hop:
    hop = Hop(turn=1, number=1, name=output.hop, subject="", at="", start=0, output=output)
    hop.events.extend(inside)
    return hop


def test_a_turn_is_its_hops_in_order_its_words_and_its_end() -> None:
    session = fold(_turn(1, RedactOutput(text="hello"), RespondOutput(text="Hi.")))
    (turn,) = session.turns
    assert [(hop.id, hop.name) for hop in turn.hops] == [("1.1", "redact"), ("1.2", "respond")]
    assert (turn.asked, turn.reply, turn.total) == ("hello", "Hi.", 99)
    assert session.running is None


def test_a_running_turn_is_as_long_as_its_last_known_hop() -> None:
    events = _turn(1, RedactOutput(text="hello"), RetrieveOutput(), end=False)
    session = fold(events)
    assert session.running is session.turns[0]
    assert session.turns[0].total == 25


def test_an_open_hop_has_no_total_and_no_mark() -> None:
    started = ev.HopStarted(turn=1, hop=1, name="infer", subject="m", call=2)
    (hop,) = fold([ev.TurnStarted(turn=1, model="m"), started]).turns[0].hops
    assert (hop.total, hop.output, hop.mark, hop.call, hop.subject) == (None, None, "", 2, "m")


def test_events_inside_a_hop_belong_to_it() -> None:
    change = RowChange(table="t", key="1", after={"id": "1"})
    inside = ev.ToolResponded(turn=1, hop=1, tool="t", outcome=Ok(), changes=(change,))
    events = _turn(1, ExecuteOutput(tool="t", outcome=Ok()), RetrieveOutput())
    (turn,) = fold([*events[:2], inside, *events[2:]]).turns
    assert turn.hops[0].events == [inside]
    assert turn.hops[1].events == []
    assert turn.changes == [change]


def test_a_failed_hop_keeps_its_fault_and_what_was_done_instead() -> None:
    failed = ev.HopFailed(turn=1, hop=1, name="infer", fault=FAULT, degraded="static answer")
    events = [ev.TurnStarted(turn=1, model="m"), ev.HopStarted(turn=1, hop=1, name="infer"), failed]
    hop = fold(events).turns[0].hops[0]
    assert (hop.fault, hop.degraded, hop.mark) == (FAULT, "static answer", "E")


@pytest.mark.parametrize(
    ("output", "mark"),
    [
        (RetrieveOutput(), ""),
        (RepairOutput(tool="t", verdict="repaired"), "R"),
        (_policy(decision=ALLOW), ""),
        (_policy("approve"), ""),
        (_policy("reject"), "D"),
        (_policy("edit"), ""),
        (_policy(), "D"),
        (_policy(decision=Decision(verdict="deny", rule="r")), "D"),
        (_policy(decision=Decision(verdict="escalate", rule="r")), "D"),
        (ExecuteOutput(tool="t", outcome=Ok()), ""),
        (ExecuteOutput(tool="t", outcome=Failed(fault=FAULT)), "E"),
        (ExecuteOutput(tool="t", outcome=Unknown(fault=FAULT)), "E"),
    ],
)
def test_a_hop_s_mark_tells_its_trouble(output: Any, mark: str) -> None:
    assert _hop(output).mark == mark


def test_an_injected_fault_is_marked_before_what_came_of_it() -> None:
    injected = ev.FaultInjected(spec="timeout", target="t")
    assert _hop(ExecuteOutput(tool="t", outcome=Failed(fault=FAULT)), injected).mark == "F"


def test_a_stop_is_marked_as_a_stop() -> None:
    hop = _hop(RetrieveOutput())
    hop.fault = Fault(kind="cancelled", message="stopped")
    assert hop.mark == "C"


def test_variables_are_those_of_the_last_context() -> None:
    first = Variable(name="a", value=1, source="customer", turn=1)
    second = Variable(name="b", value=2, source="customer", turn=2)
    session = fold(
        [
            *_turn(1, ContextOutput(variables=(first,))),
            *_turn(2, ContextOutput(variables=(second,)), end=False),
        ]
    )
    assert session.variables == {"b": second}


def test_a_turn_s_cost_is_that_of_all_its_calls_and_unknown_if_one_is() -> None:
    known = ev.ModelResponded(turn=1, hop=1, cost=Cost(nano=5, known="reported"))
    free = ev.ModelResponded(turn=1, hop=1, cost=Cost(nano=2, known="estimated"))
    unknown = ev.ModelResponded(turn=1, hop=1)
    head, *tail = _turn(1, RetrieveOutput())
    assert fold([head, tail[0], known, free, *tail[1:]]).cost == Cost(nano=7, known="estimated")
    assert fold([head, tail[0], known, unknown, *tail[1:]]).cost == Cost()
    assert fold([head, *tail]).cost == Cost(nano=0, known="computed")


def test_what_holds_now_is_what_was_said_last() -> None:
    principal = Principal(customer="C-2")
    session = fold(
        [
            ev.SessionStarted(pack="p", model="a", files={"f": "1"}, at="t0"),
            ev.ModelSwitched(model="b", before="a"),
            ev.PackChanged(files={"f": "2"}),
            ev.PrincipalChanged(principal=principal, at="t1"),
            ev.SessionEnded(outcome="resolved"),
        ]
    )
    assert (session.model, session.files, session.principal) == ("b", {"f": "2"}, principal)
    assert session.started is not None
    assert session.ended is not None
    assert (session.now, session.count, len(session.outside)) == ("t1", 5, 5)


def test_a_mark_is_put_on_the_turn_that_it_names() -> None:
    marked = ev.TurnMarked(turn=1, mark="bad", note="rude")
    session = fold([*_turn(1), *_turn(2), marked])
    assert [(turn.mark, turn.note) for turn in session.turns] == [("bad", "rude"), (None, "")]


def test_a_mark_on_no_turn_marks_nothing() -> None:
    session = fold([*_turn(1), ev.TurnMarked(turn=7, mark="bad")])
    assert session.turns[0].mark is None


def test_placeholders_are_gathered_from_every_event() -> None:
    made = (Placeholder(text="[EMAIL_1]", kind="email", rule="email", surrogate="a@b.test"),)
    session = fold([ev.TurnStarted(turn=1, model="m", made=made)])
    assert session.placeholders == {"[EMAIL_1]": made[0]}


@pytest.mark.parametrize("name", ["1.1", "1.2"])
def test_a_hop_is_found_by_its_name(name: str) -> None:
    hop = fold(_turn(1, RetrieveOutput(), RetrieveOutput())).hop(name)
    assert hop is not None
    assert hop.id == name


@pytest.mark.parametrize(
    "name", ["", "1", "1.", "1.0", "1.3", "0.1", "2.1", "-1.1", "a.b", "1.1.1"]
)
def test_a_hop_that_is_not_there_is_none(name: str) -> None:
    assert fold(_turn(1, RetrieveOutput(), RetrieveOutput())).hop(name) is None


def test_the_conversation_is_what_was_said_without_calls() -> None:
    session = fold([*_turn(1, RedactOutput(text="a"), RespondOutput(text="b")), *_turn(2)])
    assert [(m.role, m.text) for m in conversation(session)] == [("user", "a"), ("assistant", "b")]


EVENTS = [
    ev.SessionStarted(pack="p", model="m"),
    *_turn(1, RedactOutput(text="a"), _policy("reject"), RespondOutput(text="b")),
    ev.ModelSwitched(model="n"),
    *_turn(2, RedactOutput(text="c"), end=False),
]


@given(st.integers(0, len(EVENTS)))
def test_feeding_on_is_folding_the_whole(cut: int) -> None:
    session = fold(EVENTS[:cut])
    for event in EVENTS[cut:]:
        session.feed(event)
    assert session == fold(EVENTS)


@given(st.lists(st.sampled_from(EVENTS), max_size=20))
def test_no_order_of_events_breaks_the_fold(events: list[ev.Event]) -> None:
    session = fold(events)
    assert session.count == len(events)
    assert isinstance(session, Session)
