"""A tool in SQL and its twin in Python give the same results and row changes."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.tool import Ok
from tests.unit.tools.twins import Both, brightcart, twins
from tests.unit.world.tiny import dump


def keys(table: str) -> st.SearchStrategy[str]:
    """A key of the seed; now and then one that is not there."""
    found = [str(row["id"]) for row in brightcart().rows[table]]
    return st.sampled_from([*found, f"{found[0]}9", "O-99999", "'; DROP TABLE orders; --"])


LINES = st.integers(1, 4)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40)
ORDERS = keys("orders")
LIMITS = st.integers(1, 20)
CALLS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "get_order": {"order_id": ORDERS},
    "find_orders": {"status": st.sampled_from([None, "new", "delivered"]), "limit": LIMITS},
    "get_shipments": {"order_id": ORDERS},
    "cancel_order": {"order_id": ORDERS},
    "issue_refund": {
        "order_id": ORDERS,
        "line": LINES,
        "amount": st.sampled_from(["0.00", "1.00", "9.95", "49.90", "4000.00", "-1.00", "1,5"]),
        "currency": st.sampled_from(["EUR", "EUR", "USD"]),
        "reason": st.sampled_from(["damaged", "goodwill"]),
    },
    "get_customer": {"customer_id": keys("customers")},
    "verify_customer": {
        "email": st.sampled_from([row["email"] for row in brightcart().rows["customers"]]),
        "order_id": ORDERS,
    },
    "find_tickets": {"only_open": st.booleans(), "limit": LIMITS},
    "add_comment": {"ticket_id": keys("tickets"), "body": TEXTS},
    "book_call": {"lead_id": keys("leads"), "slot_id": keys("call_slots")},
}


@st.composite
def calls(draw: st.DrawFn, names: list[str]) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(names))
    return name, {argument: draw(values) for argument, values in CALLS[name].items()}


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    made = Both(tmp_path)
    yield made
    made.close()


def test_every_twin_is_compared() -> None:
    assert CALLS.keys() == twins().keys()


@settings(max_examples=60, deadline=None)
@given(st.lists(calls(list(CALLS)), min_size=1, max_size=6))
def test_any_calls_give_the_same_results_and_row_changes(
    played: list[tuple[str, dict[str, Any]]],
) -> None:
    with TemporaryDirectory() as folder:
        both = Both(Path(folder))
        for name, arguments in played:
            python, sql = asyncio.run(both.call(name, **arguments))
            assert (sql.outcome, sql.changes) == (python.outcome, python.changes), name
        assert dump(both.sql) == dump(both.python)
        both.close()


@pytest.mark.parametrize(
    ("name", "argument", "table"),
    [
        ("get_order", "order_id", "orders"),
        ("get_shipments", "order_id", "orders"),
        ("get_customer", "customer_id", "customers"),
    ],
)
async def test_a_read_of_every_row_gives_the_same(
    both: Both, name: str, argument: str, table: str
) -> None:
    for row in brightcart().rows[table]:
        python, sql = await both.call(name, **{argument: row["id"]})
        assert isinstance(python.outcome, Ok)
        assert sql.outcome == python.outcome


async def test_every_order_is_cancelled_the_same_or_not_at_all(both: Both) -> None:
    cancelled = 0
    for row in brightcart().rows["orders"]:
        python, sql = await both.call("cancel_order", order_id=row["id"])
        assert (sql.outcome, sql.changes) == (python.outcome, python.changes)
        cancelled += isinstance(sql.outcome, Ok)
    assert cancelled > 5


async def test_a_second_attempt_under_one_key_pays_once(both: Both) -> None:
    call = {"order_id": "O-10042", "line": 1, "amount": "1.00", "currency": "EUR"}
    first = await both.call("issue_refund", "k1", **call, reason="damaged")
    again = await both.call("issue_refund", "k1", **call, reason="damaged")
    assert [one.from_ledger for one in again] == [True, True]
    assert [one.outcome for one in again] == [one.outcome for one in first]
    assert both.sql.keys("refunds") == both.python.keys("refunds")
