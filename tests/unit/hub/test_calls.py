"""validate → repair → policy → execute: what runs was judged as it runs."""

import asyncio
import json
from typing import Any

import pytest

from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import ParseOutput, PolicyOutput, RedactOutput, RepairOutput
from sandbox.domain.tool import Failed, Ok, ToolCall
from sandbox.domain.verdict import Approval, Decision, Problem
from sandbox.hops.policy import UNTRACED_RULE
from sandbox.hops.repair import RepairMode
from sandbox.hub.budget import Budget
from sandbox.hub.calls import CallRunner
from sandbox.log.event import HopFinished, HopStarted, SessionStarted, TurnStarted
from sandbox.ports import ToolReply
from sandbox.world.digest import WorldDigest
from tests.unit.hops.shop import MAIL
from tests.unit.hops.stand_ins import ALLOW, CONFIRM, DENY, FakeAsk, FakeToolbox, make_ports
from tests.unit.hub.conftest import Desk

GOOD = {"order_id": "O-10042", "amount": "49.90"}
SAID = "O-10042 for 49.90"


def _call(arguments: Any, tool: str = "issue_refund", position: int = 0) -> ToolCall:
    written = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return ToolCall(position=position, id="c", tool=tool, arguments=written)


def _edit(**arguments: Any) -> Approval:
    return Approval(action="edit", by="a colleague", arguments={**GOOD, **arguments})


APPROVE = Approval(action="approve", by="a colleague")


async def _run(
    desk: Desk,
    *calls: ToolCall,
    decision: Decision = ALLOW,
    answers: tuple[Approval, ...] = (),
    said: str = SAID,
    budget: Budget | None = None,
    asks: int = 0,
    unreadable: tuple[Problem, ...] = (),
    toolbox: FakeToolbox | None = None,
    offered: tuple[str, ...] | None = None,
) -> FakeToolbox:
    toolbox = toolbox or FakeToolbox(ToolReply(outcome=Ok(result={})))
    ports = make_ports(toolbox=toolbox, decide=lambda document: decision, ask=FakeAsk(*answers))
    if desk.journal.turn == 0:
        desk.journal.begin(1, TurnStarted(model="m"))
        with desk.journal.hop("redact") as hop:
            hop.finish(RedactOutput(text=said))
    world = WorldDigest()
    runner = CallRunner(desk.agent, desk.journal, ports, world, budget or Budget(), asks)
    await runner.run(ParseOutput(calls=calls, unreadable=unreadable), offered)
    return toolbox


def _hops(desk: Desk) -> list[str]:
    names = [event.name for event in desk.events if isinstance(event, HopStarted)]
    return names[1:]


async def test_a_good_call_is_validated_judged_and_run(desk: Desk) -> None:
    toolbox = await _run(desk, _call(GOOD))
    assert _hops(desk) == ["validate", "policy", "execute"]
    assert toolbox.attempts[0].arguments == GOOD


async def test_a_mended_call_is_validated_again_before_policy(desk: Desk) -> None:
    toolbox = await _run(desk, _call({**GOOD, "order_id": "10042"}))
    assert _hops(desk) == ["validate", "repair", "validate", "policy", "execute"]
    assert toolbox.attempts[0].arguments == GOOD


async def test_a_call_that_can_not_be_mended_does_not_reach_policy(desk: Desk) -> None:
    toolbox = await _run(desk, _call({**GOOD, "order_id": "O-99999"}))
    assert _hops(desk) == ["validate", "repair"]
    assert toolbox.attempts == []


@pytest.mark.parametrize("written", ['{"order_id": "O-10042"', "[]", '{"amount": NaN}'])
async def test_a_call_that_is_no_json_does_not_reach_policy(desk: Desk, written: str) -> None:
    assert (await _run(desk, _call(written))).attempts == []
    assert _hops(desk) == ["validate", "repair"]


async def test_a_denied_call_does_not_run(desk: Desk) -> None:
    assert (await _run(desk, _call(GOOD), decision=DENY)).attempts == []
    assert _hops(desk) == ["validate", "policy"]


@pytest.mark.parametrize("action", ["reject", "escalate"])
async def test_a_call_that_a_person_refuses_does_not_run(desk: Desk, action: Any) -> None:
    answers = (Approval(action=action, by="a colleague"),)
    assert (await _run(desk, _call(GOOD), decision=CONFIRM, answers=answers)).attempts == []


async def test_an_edit_is_validated_and_judged_again_and_runs_as_edited(desk: Desk) -> None:
    answers = (_edit(amount="20.00"),)
    toolbox = await _run(desk, _call(GOOD), decision=CONFIRM, answers=answers)
    assert _hops(desk) == ["validate", "policy", "validate", "policy", "execute"]
    assert toolbox.attempts[0].arguments == {**GOOD, "amount": "20.00"}


async def test_an_edit_that_can_not_be_is_not_run(desk: Desk) -> None:
    answers = (_edit(order_id="O-99999"),)
    toolbox = await _run(desk, _call(GOOD), decision=CONFIRM, answers=answers)
    assert _hops(desk) == ["validate", "policy", "validate", "repair"]
    assert toolbox.attempts == []


@pytest.mark.parametrize("short", [{"amount": "20"}, {"order_id": "10042"}])
async def test_an_edit_in_another_spelling_is_mended_and_asked_about_again(
    desk: Desk, short: dict[str, str]
) -> None:
    """What runs is what a person has seen: the mended form is not what they typed."""
    answers = (_edit(**short), Approval(action="reject", by="a colleague"))
    toolbox = await _run(desk, _call(GOOD), decision=CONFIRM, answers=answers)
    assert _hops(desk) == ["validate", "policy", "validate", "repair", "validate", "policy"]
    assert toolbox.attempts == []


async def test_an_edit_runs_with_the_values_that_were_typed(desk: Desk) -> None:
    toolbox = await _run(desk, _call(GOOD), decision=CONFIRM, answers=(_edit(note=MAIL),))
    assert toolbox.attempts[0].arguments["note"] == MAIL
    assert MAIL not in desk.text()


async def test_a_placeholder_is_restored_for_the_tool_alone(desk: Desk) -> None:
    desk.mask.redact(f"mail {MAIL}", 1)
    said = f"{SAID}, write to [EMAIL_1]"
    toolbox = await _run(desk, _call({**GOOD, "note": "[EMAIL_1]"}), said=said)
    assert toolbox.attempts[0].arguments["note"] == MAIL
    assert MAIL not in desk.text()


async def test_what_nobody_said_asks_a_person_though_the_rules_allow_it(desk: Desk) -> None:
    toolbox = await _run(desk, _call(GOOD), said="hello", answers=(APPROVE,))
    assert len(toolbox.attempts) == 1
    assert "human_asked" in desk.kinds


async def test_what_a_person_typed_is_traced_to_them(desk: Desk) -> None:
    """Else an edit under an allowing rule would be asked about for ever."""
    toolbox = await _run(desk, _call(GOOD), said="hello", answers=(_edit(amount="20.00"),))
    assert toolbox.attempts[0].arguments["amount"] == "20.00"
    assert desk.kinds.count("human_asked") == 1


async def test_one_call_is_over_before_the_next_is_judged(desk: Desk) -> None:
    await _run(desk, _call(GOOD), _call({"order_id": "O-10077"}, "get_order", 1))
    assert _hops(desk) == ["validate", "policy", "execute"] * 2
    positions = [event.call for event in desk.events if isinstance(event, HopStarted)]
    assert positions == [None, 0, 0, 0, 1, 1, 1]


async def test_an_unknown_tool_is_told_to_the_model(desk: Desk) -> None:
    assert (await _run(desk, _call({}, "get_orders"))).attempts == []
    assert _hops(desk) == ["validate", "repair"]


async def test_the_budget_stops_before_the_call_that_passes_it(desk: Desk) -> None:
    toolbox = FakeToolbox()
    with pytest.raises(FaultError) as raised:
        await _run(desk, _call(GOOD), _call(GOOD), budget=Budget(tool_calls=1), toolbox=toolbox)
    assert raised.value.fault.kind == "budget"
    assert len(toolbox.attempts) == 1


async def test_an_unreadable_reply_asks_the_model_and_then_gives_up(desk: Desk) -> None:
    problem = Problem(pointer="", rule="json", expected="a JSON object", got="{")
    for asks in (0, 1):
        await _run(desk, unreadable=(problem,), asks=asks)
    with pytest.raises(FaultError) as raised:
        await _run(desk, unreadable=(problem,), asks=2)
    assert raised.value.fault.kind == "model_unreadable"
    assert _hops(desk) == ["repair"] * 3


async def test_a_stop_while_a_tool_runs_ends_the_turn_after_it(desk: Desk) -> None:
    gate = asyncio.Event()
    toolbox = FakeToolbox(gate=gate)
    calls = _call(GOOD), _call(GOOD, position=1)
    task = asyncio.ensure_future(_run(desk, *calls, toolbox=toolbox))
    await toolbox.begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.kinds[-3:] == ["tool_attempted", "tool_responded", "hop_finished"]
    assert "hop_failed" not in desk.kinds


async def test_a_tool_that_was_not_offered_does_not_run(desk: Desk) -> None:
    calls = _call({"order_id": "O-10042"}, "cancel_order"), _call(GOOD, position=1)
    toolbox = await _run(desk, *calls, offered=("get_order", "issue_refund"))
    assert [attempt.tool for attempt in toolbox.attempts] == ["issue_refund"]
    told = _outputs(desk, RepairOutput)[0].message
    assert told == "call: expected one of: get_order, issue_refund, got cancel_order"


async def test_a_tool_in_another_spelling_runs_as_the_tool_it_is(desk: Desk) -> None:
    toolbox = await _run(desk, _call(GOOD, "issueRefund"), offered=("issue_refund",))
    assert [attempt.tool for attempt in toolbox.attempts] == ["issue_refund"]
    assert _hops(desk) == ["validate", "repair", "validate", "policy", "execute"]


async def test_a_wrong_call_goes_back_once_and_each_tool_has_its_own_turn(desk: Desk) -> None:
    bad = _call({**GOOD, "order_id": "O-99999"}), _call({"order_id": "O-99999"}, "get_order", 1)
    await _run(desk, *bad, _call({**GOOD, "order_id": "O-99998"}, position=2))
    found = _outputs(desk, RepairOutput)
    assert [one.verdict for one in found] == ["ask_model", "ask_model", "gave_up"]
    assert [one.tokens_added > 0 for one in found] == [True, True, False]


@pytest.mark.parametrize(
    ("mode", "easy"), [("off", False), ("deterministic", True), ("model", True)]
)
async def test_the_session_s_switch_says_who_may_mend(
    desk: Desk, mode: RepairMode, easy: bool
) -> None:
    desk.journal.write(SessionStarted(pack="shop", model="m", repair=mode))
    wrong = _call({**GOOD, "order_id": "10042"})
    if easy:
        assert (await _run(desk, wrong)).attempts[0].arguments == GOOD
    else:
        with pytest.raises(FaultError, match="issue_refund is wrong"):
            await _run(desk, wrong)
    hard = _run(desk, _call({**GOOD, "order_id": "O-99999"}))
    if mode == "model":
        await hard
    else:
        with pytest.raises(FaultError) as raised:
            await hard
        assert raised.value.fault.kind == "bad_arguments"


@pytest.mark.parametrize(
    "outcome",
    [
        Failed(fault=Fault(kind="tool_error", message="there is no order O-10042")),
        Ok(result={"order_id": "O-10042", "found": False}),
    ],
)
async def test_an_id_that_only_came_back_from_a_read_needs_a_person(
    desk: Desk, outcome: Any
) -> None:
    """The model made it up, looked it up, and would pay money for it."""
    refused = Approval(action="reject", by="a colleague")
    toolbox = FakeToolbox(ToolReply(outcome=outcome))
    looks_up = _call({"order_id": "O-10042"}, "get_order")
    said = "I paid 49.90"
    await _run(desk, looks_up, said=said, toolbox=toolbox)
    await _run(desk, _call(GOOD), answers=(refused,), toolbox=toolbox)
    assert {attempt.tool for attempt in toolbox.attempts} == {"get_order"}
    decision = _outputs(desk, PolicyOutput)[-1].decision
    assert (decision.verdict, decision.rule) == ("confirm", UNTRACED_RULE)
    assert decision.evidence == {"pointers": ["/order_id"]}


def _outputs(desk: Desk, kind: Any) -> list[Any]:
    finished = [event.output for event in desk.events if isinstance(event, HopFinished)]
    return [output for output in finished if isinstance(output, kind)]


async def test_an_address_that_the_procedure_fixes_is_traced_to_it(desk: Desk) -> None:
    from sandbox.domain.hop import RouteOutput, ValidateOutput
    from sandbox.log.event import HopFinished
    from tests.unit.hops.shop import make_pack, procedure

    fixed = 'call issue_refund(order_id="O-10042", amount="49.90", note="team@shop.test")'
    desk.agent.pack = make_pack(procedures={"p": procedure("p", fixed)})
    desk.journal.begin(1, TurnStarted(model="m"))
    with desk.journal.hop("route") as hop:
        hop.finish(RouteOutput(action="start", procedure="p"))
    await _run(desk, _call({**GOOD, "note": "team@shop.test"}), answers=(APPROVE,))
    judged = next(
        event.output
        for event in desk.events
        if isinstance(event, HopFinished) and isinstance(event.output, ValidateOutput)
    )
    assert {one.source for one in judged.sources} == {"procedure"}
