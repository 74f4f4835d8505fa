"""Every hop passes through the journal: started and ended, masked, stamped, in one order."""

import asyncio
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import Fault, FaultError, FaultKind, SandboxError
from sandbox.domain.hop import InferOutput, RedactOutput, RetrieveOutput
from sandbox.domain.message import text_message
from sandbox.domain.money import FREE, Usage
from sandbox.domain.tool import Ok, RowChange, ToolCall
from sandbox.domain.turn import Principal
from sandbox.domain.verdict import Approval, Decision
from sandbox.log.event import (
    Blob,
    Event,
    HopFailed,
    HopFinished,
    HopStarted,
    HumanActed,
    HumanAsked,
    ModelRequested,
    ModelResponded,
    ModelSwitched,
    SettingChanged,
    StepActed,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
    TurnMarked,
    TurnStarted,
    WorldEdited,
)
from tests.unit.hops.shop import MAIL
from tests.unit.hub.conftest import Desk, make_desk

NAME = "Ada Lovelace"
WORDS = f"I am {NAME}, {MAIL}, +49 151 23456789, card 4111 1111 1111 1111"
SECRETS = ("Lovelace", MAIL, "23456789", "4111 1111")


def _failed(desk: Desk) -> HopFailed:
    (failed,) = [event for event in desk.events if isinstance(event, HopFailed)]
    return failed


def _begin(desk: Desk) -> None:
    desk.journal.begin(1, TurnStarted(model="m"))


def test_a_hop_is_started_and_finished_at_one_time_of_the_world(desk: Desk) -> None:
    _begin(desk)
    with desk.journal.hop("retrieve", "kb", 3) as hop:
        hop.finish(RetrieveOutput(query="x"))
    _, started, finished = desk.events
    assert isinstance(started, HopStarted)
    assert (started.name, started.subject, started.call) == ("retrieve", "kb", 3)
    assert started.at == finished.at == hop.at
    assert (finished.turn, finished.hop) == (1, 1)


def test_hops_count_from_1_in_every_turn_and_the_clock_steps_at_each(desk: Desk) -> None:
    for turn in (1, 2):
        desk.journal.begin(turn, TurnStarted(model="m"))
        for _ in range(2):
            with desk.journal.hop("retrieve") as hop:
                hop.finish(RetrieveOutput())
        desk.journal.end(TurnFinished(outcome="answered"))
    started = [event for event in desk.events if isinstance(event, HopStarted)]
    assert [(event.turn, event.hop) for event in started] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    times = [event.at for event in started]
    assert times == sorted(set(times))


def test_what_is_written_between_turns_belongs_to_none(desk: Desk) -> None:
    _begin(desk)
    desk.journal.end(TurnFinished(outcome="answered"))
    desk.journal.write(SettingChanged(name="seed", value=1))
    assert (desk.events[-1].turn, desk.events[-1].hop) == (0, 0)


def test_a_mark_keeps_the_turn_that_it_names(desk: Desk) -> None:
    desk.journal.write(TurnMarked(turn=4, mark="good"))
    assert desk.events[-1].turn == 4


def test_the_agent_is_told_what_was_written_and_after_it(desk: Desk) -> None:
    order: list[str] = []
    append, tell = desk.sink.append, desk.agent.feed
    desk.sink.append = lambda event, dumped=None: (order.append("written"), append(event))[1]
    desk.journal._tell = lambda event: (order.append("told"), tell(event))[1]
    desk.journal.write(SettingChanged(name="note", value=MAIL))
    assert order == ["written", "told"]
    assert desk.agent.session.outside == desk.events


def test_a_turn_s_end_is_synced_to_disk(desk: Desk) -> None:
    syncs: list[int] = []
    desk.sink.sync = lambda: syncs.append(len(desk.events))
    _begin(desk)
    desk.journal.end(TurnFinished(outcome="answered"))
    assert syncs == [2]


def test_an_event_that_says_nothing_new_is_looked_through_once_as_a_whole(desk: Desk) -> None:
    looked: list[object] = []
    mask = desk.journal.mask
    keeps, one = mask.keeps, mask.mask
    mask.keeps = lambda values: looked.append(values) or keeps(values)
    mask.mask = lambda value, turn: looked.append(value) or one(value, turn)
    _begin(desk)
    for _ in range(2):
        looked.clear()
        desk.journal.write(HopStarted(name="retrieve", subject="kb"))
    assert looked == [["retrieve", "kb"]]


# --- failures

RAISED: list[tuple[BaseException, FaultKind]] = [
    (ValueError(WORDS), "internal"),
    (KeyError(MAIL), "internal"),
    (RecursionError(WORDS), "internal"),
    (SandboxError("prompts/agent.md.j2, line 3: no such name", "mend it"), "internal"),
    (FaultError(Fault(kind="timeout", message="no answer")), "timeout"),
    (FaultError(Fault(kind="model_error", message=f"bad request: {WORDS}")), "model_error"),
]


@pytest.mark.parametrize(("error", "kind"), RAISED, ids=lambda value: type(value).__name__)
def test_a_hop_that_raises_is_a_fault_of_a_closed_kind(
    desk: Desk, error: BaseException, kind: FaultKind
) -> None:
    _begin(desk)
    with pytest.raises(FaultError) as raised, desk.journal.hop("infer"):
        raise error
    assert raised.value.fault.kind == kind == _failed(desk).fault.kind
    assert _failed(desk).name == "infer"
    assert not any(secret in desk.text() for secret in SECRETS)


def test_an_unforeseen_error_leaves_its_type_and_nothing_of_its_text(desk: Desk) -> None:
    _begin(desk)
    with pytest.raises(FaultError) as raised, desk.journal.hop("route"):
        raise LookupError("the word")
    assert "the word" not in desk.text() + raised.value.fault.message
    assert "LookupError" in _failed(desk).fault.message


def test_an_error_of_ours_keeps_its_words_and_hint(desk: Desk) -> None:
    _begin(desk)
    with pytest.raises(FaultError), desk.journal.hop("prompt"):
        raise SandboxError("no prompt", "add one")
    assert (_failed(desk).fault.message, _failed(desk).fault.hint) == ("no prompt", "add one")


def test_a_stop_is_written_and_goes_on_as_a_stop(desk: Desk) -> None:
    _begin(desk)
    with pytest.raises(asyncio.CancelledError), desk.journal.hop("infer"):
        raise asyncio.CancelledError
    assert _failed(desk).fault.kind == "cancelled"


def test_what_no_hop_may_swallow_passes_through_unwritten(desk: Desk) -> None:
    """A replay that diverges must not be told as a fault of the hop."""

    class Diverged(BaseException):
        pass

    _begin(desk)
    with pytest.raises(Diverged), desk.journal.hop("infer"):
        raise Diverged
    assert desk.kinds == ["turn_started", "hop_started"]


def test_a_stop_between_two_hops_starts_none() -> None:
    def stop() -> None:
        raise asyncio.CancelledError

    desk = make_desk(stop=stop)
    _begin(desk)
    with pytest.raises(asyncio.CancelledError), desk.journal.hop("infer"):
        raise AssertionError
    assert desk.kinds == ["turn_started"]


def test_after_a_failure_the_next_hop_has_the_next_number(desk: Desk) -> None:
    _begin(desk)
    with pytest.raises(FaultError), desk.journal.hop("infer"):
        raise ValueError
    with desk.journal.hop("respond") as hop:
        pass
    assert hop.number == 2


# --- masking

CALL = ToolCall(position=0, id="c", tool="update", arguments=f'{{"mail": "{MAIL}"}}')
CHANGE = RowChange(table="customers", key="C-0007", before={"email": MAIL}, after={"email": MAIL})
TELLING: list[Event] = [
    ModelRequested(model="m", messages=(text_message("user", WORDS),), settings={"stop": [MAIL]}),
    ModelResponded(model="m", text=WORDS, calls=(CALL,), raw_usage={"user": MAIL}),
    ToolAttempted(tool="update", arguments={"mail": MAIL, "deep": [{"x": WORDS}]}),
    ToolResponded(tool="update", outcome=Ok(result={WORDS: WORDS}), changes=(CHANGE,)),
    HumanAsked(
        tool="update",
        arguments={"mail": MAIL},
        decision=Decision(verdict="confirm", rule="r", reason=WORDS, evidence={"to": MAIL}),
    ),
    HumanActed(approval=Approval(action="edit", by=NAME, reason=WORDS, arguments={"to": MAIL})),
    StepActed(action="edit", by=NAME, what="result", before={"to": MAIL}, after={WORDS: WORDS}),
    HopFinished(output=RedactOutput(text=WORDS)),
    HopFailed(name="infer", fault=Fault(kind="internal", message=WORDS, hint=MAIL), degraded=WORDS),
    TurnFinished(outcome="failed", why=WORDS),
    TurnMarked(turn=1, mark="bad", note=WORDS),
    SettingChanged(name="greeting", value=WORDS),
    WorldEdited(changes=(CHANGE,)),
]


@pytest.mark.parametrize("event", TELLING, ids=lambda event: event.kind)
def test_no_personal_value_reaches_the_sink_in_any_field(event: Event) -> None:
    desk = make_desk()
    _begin(desk)
    written = desk.journal.write(event)
    assert not any(secret in desk.text() for secret in SECRETS)
    assert written is desk.events[-1]
    assert "[EMAIL_1]" in desk.text()


@pytest.mark.parametrize("event", TELLING, ids=lambda event: event.kind)
def test_a_masked_event_names_the_placeholders_that_it_made(event: Event) -> None:
    desk = make_desk()
    _begin(desk)
    desk.journal.write(event)
    made = [placeholder.text for event in desk.events for placeholder in event.made]
    assert "[EMAIL_1]" in made
    assert len(set(made)) == len(made)
    desk.journal.write(event)
    assert desk.events[-1].made == ()


def test_a_masked_event_is_still_an_event_of_its_kind_and_time(desk: Desk) -> None:
    _begin(desk)
    with desk.journal.hop("infer") as hop:
        hop.finish(InferOutput(model="m", finish=f"stop {MAIL}", usage=Usage(input=3), cost=FREE))
    finished = desk.events[-1]
    assert isinstance(finished, HopFinished)
    assert isinstance(finished.output, InferOutput)
    assert finished.output.finish == "stop [EMAIL_1]"
    assert finished.took is not None
    assert finished.output.usage.input == 3


def test_a_hop_gets_its_output_back_as_the_log_has_it(desk: Desk) -> None:
    _begin(desk)
    with desk.journal.hop("redact") as hop:
        assert hop.finish(RedactOutput(text=WORDS)) == desk.events[-1].output  # pyright: ignore


def test_ids_and_structure_are_left_as_they_are(desk: Desk) -> None:
    _begin(desk)
    attempted = ToolAttempted(tool="get_order", arguments={"order_id": "O-10042"}, key="4" * 32)
    assert desk.journal.write(attempted).model_dump()["arguments"] == {"order_id": "O-10042"}
    assert desk.events[-1].key == "4" * 32  # pyright: ignore[reportAttributeAccessIssue]


KINDS = [kind for kind in get_args(Event) if kind is not Blob]
NO_WORDS = {"kind", "at", "wall", "deadline", "world", "key", "digest", "name"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_text_field_of_any_event_is_forgotten(kind: Any) -> None:
    """A new field is masked unless it is in the journal's list of structure."""
    texts = {name: MAIL for name, field in kind.model_fields.items() if field.annotation is str}
    texts = {name: text for name, text in texts.items() if name not in NO_WORDS}
    desk = make_desk()
    desk.journal.write(kind.model_construct(**{**_defaults(kind), **texts}))
    assert MAIL not in desk.text()
    assert desk.text().count("[EMAIL_1]") >= len(texts)


def _defaults(kind: Any) -> dict[str, Any]:
    """Something valid for every field that has no default."""
    filled: dict[str, Any] = {
        "fault": Fault(kind="internal", message="x"),
        "output": RedactOutput(text="x"),
        "outcome": Ok() if kind is ToolResponded else "answered",
        "decision": Decision(verdict="allow", rule="r"),
        "approval": Approval(action="approve", by="b"),
        "mark": "good",
        "state": "open",
        "place": "before",
        "action": "skip",
        "name": "infer",
        "messages": (),
        "changes": (),
        "files": {},
        "seconds": 1.0,
        "after": 1,
    }
    if kind.__name__ == "SessionEnded":
        filled["outcome"] = "resolved"
    if kind.__name__ == "PrincipalChanged":
        filled["principal"] = Principal()
    return {name: filled[name] for name in kind.model_fields if name in filled}


@pytest.mark.xfail(
    strict=True,
    reason="hub/journal: the model's name is masked when a customer is called as a model is",
)
def test_a_model_keeps_its_name_though_a_customer_is_called_so(desk: Desk) -> None:
    desk.journal.write(ModelSwitched(model="anthropic/claude-haiku-4-5"))
    assert desk.agent.session.model == "anthropic/claude-haiku-4-5"


@given(st.text(max_size=60), st.sampled_from(["", MAIL, NAME]))
def test_writing_an_event_twice_writes_the_same(text: str, more: str) -> None:
    desk = make_desk()
    first = desk.journal.write(SettingChanged(name="x", value=f"{text} {more}"))
    again = desk.journal.write(first)
    assert again.value == first.value
