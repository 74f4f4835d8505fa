"""Rows that customers name."""

import pytest

from sandbox.domain.schema import Column, Table
from sandbox.hops.entities import rows_named

ORDERS = Table(
    name="orders",
    service="orders",
    columns=(Column(name="id"),),
    prefix="O-",
    digits=5,
    noun="order",
)
TICKETS = Table(
    name="tickets",
    service="tickets",
    columns=(Column(name="id"),),
    prefix="T-",
    digits=4,
    noun="ticket",
)


class _Rows:
    def row(self, table: str, key: str) -> dict[str, object] | None:
        return {"id": key} if key in {"O-10042", "O-00007", "T-0081"} else None

    def keys(self, table: str) -> list[str]:
        return []


def _named(text: str) -> dict[str, str]:
    tables = {"orders": ORDERS, "tickets": TICKETS}
    return {name: key for name, key, _ in rows_named(text, tables, _Rows())}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My parcel arrived broken, order 10042, I want my money back", {"order_id": "O-10042"}),
        ("it is O-10042.", {"order_id": "O-10042"}),
        ("o10042 please", {"order_id": "O-10042"}),
        ("#10042?", {"order_id": "O-10042"}),
        ("order number 10042", {"order_id": "O-10042"}),
        ("order no. 7", {"order_id": "O-00007"}),
        ("my order O-99999 is gone", {"order_id": "O-99999"}),
        ("order 99999", {"order_id": "O-99999"}),
        ("ticket 81 about order 10042", {"ticket_id": "T-0081", "order_id": "O-10042"}),
        ("not 10043, sorry, O-10042", {"order_id": "O-10042"}),
        ("no, order 10042, not O-00007", {"order_id": "O-00007"}),
    ],
)
def test_a_row_is_found_however_it_is_written(text: str, found: dict[str, str]) -> None:
    assert _named(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I paid 10042.50 euros",
        "99999 people",
        "call +49 10042 5550",
        "in 2026",
        "1234567890123",
        "order a refund",
        "XO-10042",
    ],
)
def test_other_numbers_are_no_rows(text: str) -> None:
    assert _named(text) == {}
