"""What a write moved is known of it, and not what else stands in its rows."""

import pytest

from sandbox.domain.hop import ExecuteOutput, RespondOutput
from sandbox.domain.tool import Ok, RowChange
from sandbox.domain.turn import Principal
from sandbox.hops.respond import respond
from sandbox.hub.agent import Agent
from sandbox.log.event import PrincipalChanged, ToolAttempted, ToolResponded
from tests.unit.hops.shop import make_pack
from tests.unit.hops.story import Story

PACK = make_pack()
BEFORE = {
    "id": "O-10042",
    "customer_id": "C-0007",
    "paid_minor": 28870,
    "refunded_minor": 0,
    "shipping": "4.90",
}


def _reply(text: str, before: dict[str, object] | None = None) -> RespondOutput:
    """The reply after a refund of 5.00 for order O-10042 of C-0007."""
    row = before or BEFORE
    change = RowChange.model_validate(
        {
            "table": "orders",
            "key": row["id"],
            "before": row,
            "after": {**row, "refunded_minor": 500},
        }
    )
    arguments = {"order_id": row["id"], "amount": "5.00", "currency": "EUR"}
    outcome = Ok(result={"refund_id": "RF-0001", "fee": "0.00"})
    story = Story().add(PrincipalChanged(principal=Principal(customer="C-0007"))).begin()
    story.hop(
        ExecuteOutput(tool="issue_refund", outcome=outcome, key="k1"),
        0,
        ToolAttempted(tool="issue_refund", key="k1", arguments=arguments),
        ToolResponded(tool="issue_refund", outcome=outcome, changes=(change,)),
    )
    agent = Agent(PACK)
    for event in story.events:
        agent.feed(event)
    return respond(text, PACK.contracts, agent.done, agent.seen)


@pytest.mark.parametrize("amount", ["288.70", "4.90", "28870"])
def test_an_amount_that_only_stands_in_the_row_is_none_of_the_deed(amount: str) -> None:
    output = _reply(f"I have refunded {amount} EUR. Bye.")
    assert [claim.supported for claim in output.claims] == [False]
    assert output.text == (
        "To be exact, this is what was done: issue refund (5.00, O-10042, RF-0001). Bye."
    )


@pytest.mark.parametrize("amount", ["5.00 EUR", "5 EUR", "€5"])
def test_the_amount_that_was_moved_may_be_told(amount: str) -> None:
    assert _reply(f"I have refunded {amount} for order O-10042.").verdict == "sent"


def test_another_order_than_the_rows_is_caught() -> None:
    assert _reply("I have refunded 5.00 EUR for order O-10077.").verdict == "corrected"
