"""The agent is a fold: the same events give the same procedure, sources and keys."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import Fault
from sandbox.domain.hop import (
    ContextOutput,
    ExecuteOutput,
    RedactOutput,
    RespondOutput,
    RouteOutput,
)
from sandbox.domain.tool import Failed, Ok, RowChange, Unknown
from sandbox.domain.turn import Principal
from sandbox.hops.respond import respond
from sandbox.hub.agent import Agent
from sandbox.hub.news import with_news
from sandbox.hub.telling import news_of
from sandbox.log.event import (
    Event,
    HopFinished,
    HopStarted,
    PackChanged,
    PrincipalChanged,
    ToolAttempted,
    ToolResponded,
)
from tests.unit.hops.shop import PROCEDURES, make_pack, procedure
from tests.unit.hops.story import Story, known

PACK = make_pack()
FAULT = Fault(kind="timeout", message="no answer")
START = RouteOutput(action="start", procedure="damaged_item", intent="damaged_item")
ORDER = ContextOutput(variables=(known("order_id", "O-10042"),), changed=("order_id",))
REFUNDED = "I have refunded 49.90 EUR."
GOT = {"status": "delivered", "total": "49.90", "note": "x" * 100}


def _agent(story: Story) -> Agent:
    agent = Agent(PACK)
    for event in story.events:
        agent.feed(event)
    return agent


def _step(agent: Agent) -> str:
    assert agent.run is not None
    steps = PROCEDURES[agent.run.procedure].steps
    return steps[agent.run.at].source if agent.run.at < len(steps) else "finished"


def _execute(
    story: Story, tool: str, outcome: Any = None, key: str = "", ledger: bool = False
) -> Story:
    outcome = Ok(result=GOT) if outcome is None else outcome
    responded = ToolResponded(tool=tool, outcome=outcome, from_ledger=ledger)
    output = ExecuteOutput(tool=tool, outcome=outcome, key=key, from_ledger=ledger)
    return story.hop(output, 0, responded)


def _refund(story: Story, key: str) -> Story:
    """A refund that made a row."""
    outcome, made = Ok(result={}), RowChange(table="refunds", key="RF-0001", after={})
    attempted = ToolAttempted(tool="issue_refund", key=key)
    responded = ToolResponded(tool="issue_refund", outcome=outcome, changes=(made,))
    output = ExecuteOutput(tool="issue_refund", outcome=outcome, key=key)
    return story.hop(output, 0, attempted, responded)


def _started(*contexts: ContextOutput) -> Story:
    story = Story().begin().hop(RedactOutput(text="it is broken"))
    for output in contexts:
        story.hop(output)
    return story.hop(START)


def test_without_a_route_there_is_no_procedure() -> None:
    agent = _agent(Story().begin().hop(RedactOutput(text="hi")))
    assert (agent.procedure, agent.asked, agent.running, agent.fixed(lambda value: value)) == (
        None,
        None,
        "",
        {},
    )


def test_a_start_waits_at_the_first_question() -> None:
    agent = _agent(_started())
    assert agent.asked is not None
    assert (agent.asked.name, agent.running) == ("order_id", "damaged_item")


def test_what_is_known_already_is_not_asked() -> None:
    agent = _agent(_started(ORDER))
    assert agent.asked is None
    assert _step(agent) == "call get_order(order_id)"


def test_a_tool_s_ok_passes_its_step_and_a_failure_does_not() -> None:
    failed = _execute(_started(ORDER), "get_order", Failed(fault=FAULT))
    assert _step(_agent(failed)) == "call get_order(order_id)"
    assert _step(_agent(_execute(failed, "get_order"))) == "ask damage"


def test_an_answer_is_one_to_the_question_that_was_open() -> None:
    story = _started().end("asked").begin().hop(RedactOutput(text="10042")).hop(ORDER)
    assert _agent(story).answered
    other = ContextOutput(variables=(known("damage", "damaged"),), changed=("damage",))
    story = _started().end("asked").begin().hop(RedactOutput(text="broken")).hop(other)
    assert not _agent(story).answered


def test_an_answer_of_an_earlier_turn_is_none_to_this_one() -> None:
    story = _started().end("asked").begin().hop(RedactOutput(text="10042")).hop(ORDER)
    story.end().begin().hop(RedactOutput(text="hm")).hop(ContextOutput(variables=ORDER.variables))
    assert not _agent(story).answered


def test_a_finished_procedure_no_longer_runs() -> None:
    start = RouteOutput(action="start", procedure="order_status")
    story = Story().begin().hop(ORDER).hop(start)
    story = _execute(story, "get_order").hop(RespondOutput(text="It is delivered."))
    assert _agent(story).running == "order_status"
    assert _agent(story.end()).running == ""


@pytest.mark.parametrize("outcome", ["failed", "cancelled", "interrupted"])
def test_a_text_that_nobody_saw_was_not_said(outcome: str) -> None:
    start = RouteOutput(action="start", procedure="order_status")
    story = _execute(Story().begin().hop(ORDER).hop(start), "get_order").end(outcome)
    assert _agent(story).running == "order_status"


def test_another_start_begins_afresh() -> None:
    story = _execute(_started(ORDER), "get_order").end().begin().hop(ORDER).hop(START)
    agent = _agent(story)
    assert agent.run is not None
    assert agent.run.returned == ()
    assert _step(agent) == "call get_order(order_id)"


def test_a_route_to_what_an_edit_took_away_leads_nowhere() -> None:
    gone = RouteOutput(action="start", procedure="gone")
    agent = _agent(Story().begin().hop(gone))
    assert (agent.run, agent.running) == (None, "")


def test_an_edited_procedure_is_walked_again_and_keeps_what_was_found() -> None:
    story = _execute(_started(ORDER), "get_order")
    agent = _agent(story)
    steps = 'ask order_id\ncall get_order(order_id)\nsay "It is {get_order.status}."'
    edited = procedure("damaged_item", steps, *PROCEDURES["damaged_item"].variables)
    agent.pack = make_pack(procedures={"damaged_item": edited})
    agent.feed(PackChanged(files={"procedures/damaged_item.md": "2"}))
    assert agent.run is not None
    assert edited.steps[agent.run.at].kind == "say"


# --- what is known


def test_words_and_results_become_sources_and_long_texts_do_not() -> None:
    agent = _agent(_execute(_started(ORDER), "get_order"))
    assert agent.known.said == ["it is broken"]
    assert agent.known.results["delivered"] == "1.4 get_order/status"
    assert "x" * 100 not in agent.known.results
    assert agent.seen >= {"delivered", "49.90"}


def test_what_a_failed_tool_said_is_no_source() -> None:
    agent = _agent(_execute(_started(ORDER), "get_order", Failed(fault=FAULT)))
    assert agent.known.results == {}


def test_what_stands_in_for_an_answer_is_no_source_and_the_procedure_goes_on_with_it() -> None:
    stood_in = ToolResponded(tool="get_order", outcome=Ok(result=GOT), source="contract")
    output = ExecuteOutput(tool="get_order", outcome=Ok(result=GOT), degraded="static")
    agent = _agent(_started(ORDER).hop(output, 0, stood_in))
    assert (agent.known.results, agent.seen) == ({}, set())
    assert _step(agent) == "ask damage"


def test_the_procedure_s_own_words_are_sources_with_their_line() -> None:
    assert _agent(_started()).fixed(lambda value: value) == {"49.9": "damaged_item, line 5"}


# --- deeds and keys


def test_only_a_write_that_succeeded_is_done() -> None:
    story = _started(ORDER)
    for tool, outcome in (
        ("get_order", Ok()),
        ("issue_refund", Failed(fault=FAULT)),
        ("issue_refund", Unknown(fault=FAULT)),
        ("cancel_order", Ok()),
    ):
        _execute(story, tool, outcome, key="k")
    agent = _agent(story)
    assert [(done.tool, done.where) for done in agent.done] == [("cancel_order", "1.7")]
    assert agent.done_in(1) == agent.done
    assert agent.done_in(11) == []


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("answered", True),
        ("asked", True),
        ("handed_off", True),
        ("failed", False),
        ("cancelled", False),
        ("interrupted", False),
    ],
)
def test_a_key_is_told_by_the_end_of_a_turn_whose_reply_was_shown(outcome: str, told: bool) -> None:
    story = _execute(_started(ORDER), "issue_refund", key="k1").hop(RespondOutput(text=REFUNDED))
    assert _agent(story).told_keys == set()
    assert _agent(story.end(outcome)).told_keys == ({"k1"} if told else set())


@pytest.mark.parametrize(
    ("words", "verdict", "told"),
    [
        (REFUNDED, "sent", True),
        (REFUNDED, "corrected", True),
        (REFUNDED, "static", False),
        ("Your refund has the number RF-0001.", "sent", True),
        ("Your refund has the number RF-00011.", "sent", False),
        ("We are open from 9 to 5.", "sent", False),
        ("I have not refunded it.", "sent", False),
        ("I have cancelled it.", "sent", False),
    ],
)
def test_only_a_reply_that_reports_a_success_tells_its_key(
    words: str, verdict: Any, told: bool
) -> None:
    story = _refund(_started(ORDER), "k1").hop(RespondOutput(text=words, verdict=verdict))
    assert _agent(story.end()).told_keys == ({"k1"} if told else set())


def test_the_words_of_the_say_that_follows_a_call_report_it() -> None:
    said = "Your money for O-10042 is on its way."
    steps = f'ask order_id\ncall issue_refund(order_id)\nsay "{said} Goodbye."'
    edited = procedure("damaged_item", steps, *PROCEDURES["damaged_item"].variables)
    for words, told in ((f"Fine. {said.upper()}", {"k1"}), ("Anything else?", set())):
        story = _execute(_started(ORDER), "issue_refund", key="k1").hop(RespondOutput(text=words))
        agent = Agent(make_pack(procedures={"damaged_item": edited}))
        for event in story.end().events:
            agent.feed(event)
        assert agent.told_keys == told


def test_a_turn_that_hands_over_has_told_so() -> None:
    story = _execute(_started(ORDER), "hand_off", key="k1").hop(RespondOutput(text="One moment."))
    assert _agent(story.end("handed_off")).told_keys == {"k1"}


def test_a_lost_success_is_told_by_the_turn_that_reports_it() -> None:
    story = _execute(_started(ORDER), "issue_refund", key="k1").end("failed")
    assert _agent(story.begin().end()).told_keys == set()
    story.begin().hop(RespondOutput(text="We are open from 9 to 5."))
    assert _agent(story.end()).told_keys == set()
    story.begin()
    _execute(story, "issue_refund", key="k1", ledger=True).hop(RespondOutput(text=REFUNDED))
    assert _agent(story.end()).told_keys == {"k1"}


def test_what_was_done_for_one_customer_is_not_told_to_another() -> None:
    other = PrincipalChanged(principal=Principal(customer="C-0008"))
    first = PrincipalChanged(principal=Principal(customer="C-0007"))
    story = _execute(Story().add(first).begin(), "issue_refund", key="k1").end("failed")
    told = story.add(other).begin().hop(RespondOutput(text=REFUNDED)).end()
    agent = _agent(told)
    assert agent.told_keys == set()
    back = story.add(first).begin().hop(RespondOutput(text=REFUNDED)).end()
    assert _agent(back).told_keys == {"k1"}


def test_the_key_of_another_customer_s_effect_is_past() -> None:
    attempted = ToolAttempted(tool="issue_refund", key="k1")
    story = Story().add(PrincipalChanged(principal=Principal(customer="C-0007"))).begin()
    story.start("execute", 0, attempted)
    assert not _agent(story).is_past("k1")
    story.end("failed").add(PrincipalChanged(principal=Principal(customer="C-0008")))
    assert _agent(story).is_past("k1")


# --- what a person did between turns


def _rerun(story: Story, key: str = "k1") -> Story:
    """Runs the call of hop 1.5 again, outside any turn, with success."""
    outcome = Ok(result={"refund_id": "RF-0001"})
    for event in (
        HopStarted(name="execute", subject="orders.issue_refund"),
        ToolAttempted(tool="issue_refund", key=key, rerun="1.5"),
        ToolResponded(tool="issue_refund", outcome=outcome),
        HopFinished(output=ExecuteOutput(tool="issue_refund", outcome=outcome, key=key)),
    ):
        story.add(event)
    return story


def test_a_rerun_is_named_by_the_hop_whose_call_it_was() -> None:
    agent = _agent(_rerun(_started(ORDER).end("failed")))
    assert [done.where for done in agent.done] == ["1.5"]
    assert agent.known.results["rf-0001"].startswith("1.5 ")


def test_a_rerun_is_told_once_by_the_engine_in_the_next_reply_that_does_not_tell_it() -> None:
    story = _rerun(_started(ORDER).end("failed")).begin()
    agent = _agent(story)
    assert with_news("", agent) == ""
    assert with_news(REFUNDED, agent) == REFUNDED
    reply = with_news("We are open from 9 to 5.", agent)
    assert reply == f"{news_of(PACK.contracts['issue_refund'])} We are open from 9 to 5."
    assert respond(reply, PACK.contracts, ()).text == reply
    agent = _agent(story.hop(RespondOutput(text=reply)).end().begin())
    assert agent.told_keys == {"k1"}
    assert with_news("Goodbye.", agent) == "Goodbye."


def test_another_customer_does_not_hear_of_a_rerun() -> None:
    story = Story().add(PrincipalChanged(principal=Principal(customer="C-0007"))).begin().end()
    story = _rerun(story).add(PrincipalChanged(principal=Principal(customer="C-0008"))).begin()
    assert with_news("Hello.", _agent(story)) == "Hello."


def test_an_effect_that_happened_once_is_one_deed() -> None:
    story = _execute(_started(ORDER), "issue_refund", key="k1")
    _execute(story, "issue_refund", key="k1", ledger=True)
    assert len(_agent(story).done) == 1


# --- a fold


def _events() -> list[Event]:
    story = _execute(_started(ORDER), "get_order").hop(RespondOutput(text="What is it?"))
    story.end("asked").begin().hop(RedactOutput(text="cracked, item 1"))
    answers = (known("damage", "damaged"), known("line", 1), *ORDER.variables)
    story.hop(ContextOutput(variables=answers, changed=("damage", "line")))
    story.hop(RouteOutput(action="continue", procedure="damaged_item"))
    _execute(story, "issue_refund", key="k").hop(RespondOutput(text="I have refunded you."))
    return story.end().events


@given(st.integers(0, len(_events())))
def test_an_agent_that_takes_a_log_over_is_the_one_that_wrote_it(cut: int) -> None:
    whole, resumed = Agent(PACK), Agent(PACK)
    for event in _events():
        whole.feed(event)
    for event in [*_events()[:cut], *_events()[cut:]]:
        resumed.feed(event)
    assert resumed == whole
    assert resumed.told_keys == {"k"}


@given(st.lists(st.sampled_from(_events()), max_size=15))
def test_no_order_of_events_breaks_the_agent(events: list[Event]) -> None:
    agent = Agent(PACK)
    for event in events:
        agent.feed(event)
    assert agent.session.count == len(events)
