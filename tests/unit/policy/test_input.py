"""The document that rules read as `input`."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.domain.tool import ToolContract
from sandbox.domain.turn import Principal
from sandbox.policy.input import policy_input
from sandbox.policy.rego import RegoPolicy

_CONTRACT = {"name": "get_order", "service": "orders", "effect": "read", "scopes": ("b", "a")}


def _input(**changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "principal": {"customer": "C-0007"},
        "contract": _CONTRACT,
        "arguments": {},
        "variables": {},
        "counts": {},
        "now": "2026-11-20T09:00:00Z",
    }
    return policy_input(**{**given, **changed})


def test_the_document_has_the_documented_shape():
    document = _input(
        principal={"customer": "C-0007", "role": "agent", "channel": "mail", "scopes": ("z", "y")},
        arguments={"order_id": "O-10042"},
        rows={"order_id": {"id": "O-10042", "_owner": "C-0007"}},
        variables={"intent": "refund"},
        counts={"refunds.sum_minor": 4990},
    )
    assert document == {
        "principal": {
            "customer": "C-0007",
            "role": "agent",
            "channel": "mail",
            "scopes": ["y", "z"],
        },
        "tool": {"name": "get_order", "service": "orders", "effect": "read", "scopes": ["a", "b"]},
        "arguments": {"order_id": "O-10042"},
        "rows": {"order_id": {"id": "O-10042", "_owner": "C-0007"}},
        "variables": {"intent": "refund"},
        "counts": {"refunds.sum_minor": 4990},
        "now": "2026-11-20T09:00:00Z",
    }


def test_domain_types_give_the_same_document_as_mappings():
    principal = Principal(customer="C-0007", scopes=("orders:read",))
    contract = ToolContract(name="get_order", service="orders", description="", effect="read")
    assert _input(principal=principal, contract=contract) == _input(
        principal=principal.model_dump(), contract=contract.model_dump()
    )


def test_nobody_is_null_and_never_an_empty_text():
    assert _input(principal={"customer": ""})["principal"]["customer"] is None
    assert _input(principal=Principal())["principal"]["customer"] is None


def test_money_stays_a_decimal_text_and_times_are_iso():
    document = _input(
        arguments={"amount": Decimal("49.90"), "huge": Decimal("1E+3"), "on": date(2026, 11, 20)},
        variables={"tags": {"b", "a"}, "pair": (1, None)},
        now=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )
    assert document["arguments"] == {"amount": "49.90", "huge": "1000", "on": "2026-11-20"}
    assert document["variables"] == {"tags": ["a", "b"], "pair": [1, None]}
    assert document["now"] == "2026-11-20T09:00:00Z"
    assert json.loads(json.dumps(document)) == document


def test_amounts_compare_as_numbers_though_they_are_texts():
    policy = RegoPolicy.compile(
        {
            "policy/limit.rego": """package policy
decisions contains {"verdict": "allow", "rule": "limit"} if {
	to_number(input.arguments.amount) <= to_number("100.00")
}"""
        }
    )
    verdicts = {
        amount: policy.decide(_input(arguments={"amount": Decimal(amount)})).verdict
        for amount in ("49.90", "100.00", "100.01", "9.99")
    }
    assert verdicts == {"49.90": "allow", "100.00": "allow", "100.01": "deny", "9.99": "allow"}


@pytest.mark.parametrize("field", ["name", "service", "effect"])
def test_a_contract_without_a_needed_field_is_refused(field: str):
    contract = {name: value for name, value in _CONTRACT.items() if name != field}
    with pytest.raises(ValueError, match=f"no {field}"):
        _input(contract=contract)


def test_a_value_without_a_json_form_is_refused_by_its_type():
    with pytest.raises(TypeError, match="bytes"):
        _input(arguments={"file": b"x"})
