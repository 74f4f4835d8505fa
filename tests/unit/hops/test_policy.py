"""The decision over one call, and a person's answer where it asks for one."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from sandbox.domain.hop import PolicyOutput
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Approval, ArgumentSource, Decision
from sandbox.hops.policy import UNTRACED_RULE, Judgement, owner_of, policy, policy_document
from sandbox.log.event import HumanActed
from sandbox.ports import Ports
from tests.unit.hops.shop import GET_ORDER, ISSUE_REFUND, MAIL, NOW, TABLES, make_pack
from tests.unit.hops.stand_ins import ALLOW, CONFIRM, DENY, FakeAsk, FakeHop, MemoryRows, make_ports
from tests.unit.hops.story import Story, known, session_of

ARGUMENTS: dict[str, Any] = {"order_id": "O-10042", "amount": "49.90"}
ESCALATE = Decision(verdict="escalate", rule="often")
NOWHERE = (ArgumentSource(pointer="/amount", source="nowhere"),)
PACK = make_pack()


def _judgement(
    contract: ToolContract = ISSUE_REFUND, arguments: Any = None, **more: Any
) -> Judgement:
    return Judgement(
        contract=contract,
        arguments=ARGUMENTS if arguments is None else arguments,
        session=session_of(known("intent", "refund")),
        pack=PACK,
        counts={"issue_refund": 2},
        **more,
    )


def _ports(decision: Decision, *answers: Approval) -> Ports:
    return make_ports(decide=lambda document: decision, ask=FakeAsk(*answers))


async def _policy(
    hop: FakeHop, decision: Decision, *answers: Approval, **more: Any
) -> PolicyOutput:
    return await policy(hop, _judgement(**more), _ports(decision, *answers))


def _person(action: Any, **more: Any) -> Approval:
    return Approval(action=action, by="a colleague", **more)


@pytest.mark.parametrize(("decision", "go"), [(ALLOW, True), (DENY, False), (ESCALATE, False)])
async def test_what_is_decided_asks_nobody(hop: FakeHop, decision: Decision, go: bool) -> None:
    output = await _policy(hop, decision)
    assert (output.go, output.approval, output.decision) == (go, None, decision)
    assert hop.kinds == ["hop_finished"]


@pytest.mark.parametrize(
    ("action", "go"), [("approve", True), ("reject", False), ("escalate", False), ("edit", False)]
)
async def test_a_confirm_goes_only_with_an_approval(hop: FakeHop, action: Any, go: bool) -> None:
    output = await _policy(hop, CONFIRM, _person(action, arguments={}))
    assert output.go == go
    assert hop.kinds == ["human_asked", "human_acted", "hop_finished"]


async def test_a_question_is_on_disk_before_anybody_waits(hop: FakeHop) -> None:
    await _policy(hop, CONFIRM, _person("approve"))
    assert hop.syncs == [1]


async def test_the_person_sees_the_values_and_the_log_does_not(hop: FakeHop) -> None:
    ports = _ports(CONFIRM, _person("approve", reason=f"called {MAIL}"))
    arguments = {**ARGUMENTS, "note": MAIL}
    await policy(hop, _judgement(arguments=arguments), ports)
    assert isinstance(ports.ask, FakeAsk)
    assert ports.ask.questions[0].arguments["note"] == MAIL
    assert ports.ask.questions[0].subject == "orders.issue_refund"
    assert MAIL not in "".join(event.model_dump_json() for event in hop.events)


async def test_an_edit_comes_back_with_the_values_that_were_typed(hop: FakeHop) -> None:
    """The log's copy is masked; the tool is to get what the person wrote."""
    edited = {**ARGUMENTS, "note": MAIL}
    output = await _policy(hop, CONFIRM, _person("edit", arguments=edited))
    assert output.approval is not None
    assert output.approval.arguments == edited
    acted = next(event for event in hop.events if isinstance(event, HumanActed))
    assert acted.approval.arguments == {**edited, "note": "[EMAIL_1]"}


async def test_a_confirm_on_what_a_person_just_set_is_satisfied_by_that(hop: FakeHop) -> None:
    output = await _policy(hop, CONFIRM, edited=dict(ARGUMENTS))
    assert output.go
    assert (output.decision.rule, output.decision.reason) == ("limit", "set by a person")
    assert hop.kinds == ["hop_finished"]


async def test_a_confirm_on_anything_else_asks_again(hop: FakeHop) -> None:
    other = {**ARGUMENTS, "amount": "20.00"}
    await _policy(hop, CONFIRM, _person("reject"), edited=other)
    assert "human_asked" in hop.kinds


@pytest.mark.parametrize("decision", [DENY, ESCALATE])
async def test_no_edit_gets_past_a_deny(hop: FakeHop, decision: Decision) -> None:
    assert not (await _policy(hop, decision, edited=dict(ARGUMENTS))).go


async def test_a_write_with_an_argument_from_nowhere_asks_a_person(hop: FakeHop) -> None:
    output = await _policy(hop, ALLOW, _person("approve"), untraced=NOWHERE)
    assert (output.decision.verdict, output.decision.rule) == ("confirm", UNTRACED_RULE)
    assert "/amount" in output.decision.reason
    assert output.go


@pytest.mark.parametrize(("untraced", "stands"), [((), True), (NOWHERE, False)])
async def test_an_approval_stands_for_no_argument_from_nowhere(
    hop: FakeHop, untraced: tuple[ArgumentSource, ...], stands: bool
) -> None:
    first = _person("approve", scope="session")
    decision = ALLOW if untraced else CONFIRM
    given = await _policy(hop, decision, first, untraced=untraced)
    assert given.approval is not None
    assert given.approval.scope == ("session" if stands else "once")
    said = PolicyOutput(tool=given.tool, decision=given.decision, approval=first)
    ask = FakeAsk(_person("reject"))
    ports = make_ports(decide=lambda document: decision, ask=ask)
    story = Story().begin().hop(said).end()
    asks = replace(_judgement(untraced=untraced), session=story.session())
    again = await policy(hop, asks, ports)
    assert (again.go, len(ask.questions)) == (stands, 0 if stands else 1)


async def test_an_approval_stands_for_no_call_from_outside_the_conversation() -> None:
    said = PolicyOutput(
        tool="issue_refund", decision=CONFIRM, approval=_person("approve", scope="session")
    )
    session = Story().begin().hop(said).end().session()
    ports = _ports(CONFIRM, _person("reject"))
    output = await policy(FakeHop(turn=0), replace(_judgement(), session=session), ports)
    assert not output.go
    inside = await policy(FakeHop(turn=2), replace(_judgement(), session=session), ports)
    assert inside.go


async def test_a_read_with_an_argument_from_nowhere_asks_nobody(hop: FakeHop) -> None:
    assert (await _policy(hop, ALLOW, contract=GET_ORDER, untraced=NOWHERE)).go


@pytest.mark.parametrize("decision", [DENY, ESCALATE, CONFIRM])
async def test_an_untraced_argument_softens_no_rule(hop: FakeHop, decision: Decision) -> None:
    output = await _policy(hop, decision, _person("reject"), untraced=NOWHERE)
    assert output.decision == decision


async def test_a_stopped_question_stays_asked_and_nothing_is_decided(hop: FakeHop) -> None:
    ask = FakeAsk()
    ports = make_ports(decide=lambda document: CONFIRM, ask=ask)
    task = asyncio.ensure_future(policy(hop, _judgement(), ports))
    await ask.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert hop.kinds == ["human_asked"]


def test_the_rules_read_principal_arguments_rows_variables_counts_and_time() -> None:
    document = policy_document(_judgement(), MemoryRows(), NOW)
    assert document["principal"]["customer"] == "C-0007"
    assert document["tool"]["effect"] == "irreversible"
    assert document["arguments"] == ARGUMENTS
    assert document["rows"] == {
        "order_id": {
            "id": "O-10042",
            "customer_id": "C-0007",
            "status": "delivered",
            "_owner": "C-0007",
        }
    }
    assert document["variables"] == {"intent": "refund"}
    assert document["counts"] == {"issue_refund": 2}
    assert document["now"] == NOW


@pytest.mark.parametrize(
    ("references", "arguments", "owners"),
    [
        ({"orders": "orders"}, {"orders": ["O-10042", "O-10058"]}, {"orders.1": "C-0008"}),
        ({"box.id": "orders"}, {"box": {"id": "O-10058"}}, {"box.id": "C-0008"}),
        ({"order_id": "orders"}, {"order_id": "O-99999"}, {}),
        ({"order_id": "orders"}, {"order_id": None}, {}),
    ],
)
def test_a_row_is_judged_wherever_an_argument_names_it(
    references: dict[str, str], arguments: dict[str, Any], owners: Mapping[str, str]
) -> None:
    contract = GET_ORDER.model_copy(update={"references": references})
    rows = policy_document(_judgement(contract, arguments), MemoryRows(), NOW)["rows"]
    assert {name: row["_owner"] for name, row in rows.items()}.items() >= owners.items()
    assert bool(rows) == bool(owners)


@pytest.mark.parametrize(
    ("table", "key", "owner"),
    [
        ("customers", "C-0007", "C-0007"),
        ("orders", "O-10058", "C-0008"),
        ("order_lines", "L-0001", "C-0007"),
        ("tickets", "T-0002", "C-0007"),
        ("products", "P-002", None),
    ],
)
def test_an_owner_is_found_through_the_rows_above(table: str, key: str, owner: str | None) -> None:
    row = MemoryRows().row(table, key)
    assert row is not None
    assert owner_of(TABLES[table], row, PACK, MemoryRows()) == owner


@pytest.mark.parametrize(("table", "key"), [("orders", "O-10099"), ("order_lines", "L-0002")])
def test_a_row_whose_owner_can_not_be_found_is_nobody_s_to_see(table: str, key: str) -> None:
    """None would mean public: an order without a customer is not a product."""
    row = MemoryRows().row(table, key)
    assert row is not None
    assert owner_of(TABLES[table], row, PACK, MemoryRows()) == ""


def test_a_circle_of_references_has_no_owner_and_an_end() -> None:
    rows = MemoryRows({"products": [{"id": "P-001", "parent_id": "P-001"}]})
    row = rows.row("products", "P-001")
    assert row is not None
    assert owner_of(TABLES["products"], row, PACK, rows) is None
