"""`check call`: one call from parse to policy on the seed world."""

import json
from typing import Any

import pytest

from sandbox import wiring
from sandbox.check.call import CallChecker
from sandbox.domain.verdict import Decision
from sandbox.pack.pack import Pack
from sandbox.settings import load_settings
from tests.unit.hops.shop import make_pack

ALLOW = Decision(verdict="allow", rule="all")
GOOD = {"order_id": "O-10042", "amount": "49.90"}
SHOP = make_pack()


@pytest.fixture(scope="module")
def brightcart() -> Pack:
    return wiring.load(load_settings(), "brightcart")


def checker(decision: Decision = ALLOW, **how: Any) -> CallChecker:
    return CallChecker(SHOP, lambda document: decision, **how)


def test_a_right_call_is_ok_and_comes_back_as_it_was() -> None:
    verdict = checker().check("issue_refund", GOOD)
    assert verdict.model_dump(mode="json") == {
        "verdict": "ok",
        "tool": "issue_refund",
        "arguments": GOOD,
        "repairs": [],
        "problems": [],
        "policy": {"verdict": "allow", "rule": "all"},
        "unchecked": ["ownership", "provenance"],
    }


def test_a_wrong_call_is_repaired_and_tells_what_was_wrong() -> None:
    verdict = checker().check("issueRefund", {"orderId": "10042", "amount": "49,90 €"})
    assert (verdict.verdict, verdict.tool, verdict.arguments) == ("repaired", "issue_refund", GOOD)
    rules = {step.rule for step in verdict.repairs}
    assert rules == {"tool-name", "rename-field", "id-format", "money-format"}
    assert [problem.rule for problem in verdict.problems] == ["unknown_tool"]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({**GOOD, "order_id": "O-99999"}, "reference"),
        ({"order_id": "O-10042"}, "required"),
        ('{"order_id": "O-10042", "amo', "json"),
        ([GOOD, GOOD], "json"),
        (7, "json"),
    ],
)
def test_what_can_not_be_told_goes_back_to_the_model(arguments: Any, rule: str) -> None:
    verdict = checker().check("issue_refund", arguments)
    assert (verdict.verdict, verdict.repairs, verdict.arguments) == ("ask_model", (), arguments)
    assert [problem.rule for problem in verdict.problems] == [rule]
    assert verdict.policy.model_dump() == {"verdict": None, "rule": None}


@pytest.mark.parametrize("tool", ["issue_refund", ""])
def test_a_model_s_raw_text_is_read_as_the_parse_hop_reads_it(tool: str) -> None:
    call = json.dumps({"name": "issue_refund", "arguments": {**GOOD, "order_id": "10042"}})
    verdict = checker().check(tool, f"<tool_call>\n{call}\n</tool_call>")
    assert (verdict.verdict, verdict.tool, verdict.arguments) == ("repaired", "issue_refund", GOOD)
    first, second = verdict.repairs
    assert (first.rule, first.pointer, first.before) == (
        "in-tool-call-tags", "", f"<tool_call>\n{call}\n</tool_call>"
    )  # fmt: skip
    assert second.rule == "id-format"


@pytest.mark.parametrize(
    ("verdict", "whole"),
    [("allow", "ok"), ("confirm", "ok"), ("deny", "rejected"), ("escalate", "rejected")],
)
def test_a_need_to_confirm_is_no_rejection(verdict: Any, whole: str) -> None:
    found = checker(Decision(verdict=verdict, rule="r")).check("issue_refund", GOOD)
    assert (found.verdict, found.policy.verdict, found.policy.rule) == (whole, verdict, "r")


def test_a_row_in_the_wrong_state_rejects_the_call(brightcart: Pack) -> None:
    judge = CallChecker(brightcart, wiring.rules_of(brightcart))
    verdict = judge.check("cancel_order", {"orderId": "#10042"})
    assert (verdict.verdict, verdict.arguments) == ("rejected", {"order_id": "O-10042"})


def test_ownership_counts_only_with_a_customer(brightcart: Pack) -> None:
    rules, call = wiring.rules_of(brightcart), {"order_id": "O-10042"}
    owner = next(row for row in brightcart.rows["orders"] if row["id"] == "O-10042")["customer_id"]
    someone = next(str(row["id"]) for row in brightcart.rows["customers"] if row["id"] != owner)

    def judged(customer: str | None) -> tuple[str, str | None]:
        verdict = CallChecker(brightcart, rules, customer).check("get_order", call)
        return verdict.verdict, verdict.policy.rule

    assert judged(None) == judged(owner) == ("ok", "reads")
    assert judged(someone) == ("rejected", "own-rows-only")
    assert judged("") == ("rejected", "identify-first")


def test_words_are_traced_only_when_they_are_given() -> None:
    def asked(said: str | None) -> tuple[Any, Any]:
        policy = checker(said=said).check("issue_refund", GOOD).policy
        return policy.verdict, policy.rule

    assert asked(None) == ("allow", "all")
    assert asked("refund 49.90 for O-10042") == ("allow", "all")
    assert asked("refund 49.90") == ("confirm", "untraced-argument")
    assert asked("") == ("confirm", "untraced-argument")
    assert checker(said="").check("get_order", {"order_id": "O-10042"}).policy.verdict == "allow"


def test_one_checker_judges_every_call_on_the_same_world() -> None:
    judge = checker()
    first = [judge.check("issue_refund", GOOD) for _ in range(3)]
    assert first[0] == first[1] == first[2]
