"""What a procedure needs of the session, and which tools are within its reach."""

from sandbox.domain.procedure import Procedure
from sandbox.procedures.engine import settle, start, tool_returned
from sandbox.procedures.grammar import parse_block
from sandbox.procedures.scope import allowed_tools, needed_paths, prompt_state

STEPS = """
ask order_id
call get_order(order_id)
when get_order.status != "delivered":
  say "It is {get_order.status}, {name}."
  stop
call issue_refund(order_id, amount=get_order.total)
say "Refunded {issue_refund.amount}."
hand_off "done"
"""
OF = Procedure(id="p", title="P", version="1", intent="i", steps=parse_block(STEPS))


def run_with(status: str):
    run = settle(start(OF), OF, {"order_id": "O-1"})
    result = {"status": status, "total": "5", "secret": "x" * 999}
    return settle(tool_returned(run, "get_order", result), OF, {"order_id": "O-1"})


def test_needed_paths_are_those_into_results():
    assert needed_paths(OF) == ("get_order.status", "get_order.total", "issue_refund.amount")


def test_the_prompt_carries_variables_and_only_the_mentioned_parts_of_results():
    facts = {"order_id": "O-1", "name": None, "get_order": {"status": "old"}}
    assert prompt_state(OF, run_with("delivered"), facts) == {
        "order_id": "O-1",
        "get_order.status": "delivered",
        "get_order.total": "5",
    }


def test_before_a_branch_every_tool_can_still_come():
    assert allowed_tools(OF, start(OF)) == ("get_order", "issue_refund", "hand_off")


def test_a_branch_that_was_not_taken_offers_nothing():
    assert allowed_tools(OF, run_with("shipped")) == ("get_order",)
    assert allowed_tools(OF, run_with("delivered")) == ("get_order", "issue_refund", "hand_off")
