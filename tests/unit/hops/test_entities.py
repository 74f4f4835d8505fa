"""Rows that customers name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def _named(text: str, asked: str = "") -> dict[str, str]:
    tables = {"orders": ORDERS, "tickets": TICKETS}
    return {name: key for name, key, _ in rows_named(text, tables, _Rows(), asked)}


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
        ("no, order 10042, not O-00007", {"order_id": "O-10042"}),
        ("cancel 10042 instead of my order number 7", {"order_id": "O-10042"}),
        ("why was O-10042 not delivered", {"order_id": "O-10042"}),
        ("order#10042", {"order_id": "O-10042"}),
        ("order 7 never came", {"order_id": "O-00007"}),
        ("order no 8", {"order_id": "O-00008"}),
        ("order #8", {"order_id": "O-00008"}),
        ("2: 10042, please", {"order_id": "O-10042"}),
        ("o-7", {"order_id": "O-00007"}),
        ("orders 10042 and O-00007", {"order_id": "O-00007"}),
        ("Ticket: T-81", {"ticket_id": "T-0081"}),
        ("order O-١٠٠٤٢", {"order_id": "O-10042"}),
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
        "call 49 10042",
        "call 10042 5550",
        "call 10042/5550",
        "in 2026",
        "1234567890123",
        "order a refund",
        "XO-10042",
        "I made an order 3 weeks ago",
        "an order 7 days ago",
        "I want to order 3 more",
        "I have an O2 contract",
        "it is not order 10042",
        "not my O-10042",
        "O-100421",
        "order 10042.50",
        "",
    ],
)
def test_other_numbers_are_no_rows(text: str) -> None:
    assert _named(text) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("99999", {"order_id": "O-99999"}),
        (" #7. ", {"order_id": "O-00007"}),
        ("3", {"order_id": "O-00003"}),
        ("99999 it is", {}),
        ("123456", {}),
    ],
)
def test_a_bare_number_is_the_answer_to_a_question_for_a_row(
    text: str, found: dict[str, str]
) -> None:
    assert _named(text, asked="orders") == found


def test_the_words_that_named_a_row_are_told() -> None:
    tables = {"orders": ORDERS}
    assert [words for *_, words in rows_named("it is #10042!", tables, _Rows())] == ["#10042"]


def test_a_table_without_a_noun_or_numbered_keys_is_never_named() -> None:
    nameless = ORDERS.model_copy(update={"noun": ""})
    unnumbered = ORDERS.model_copy(update={"digits": 0})
    for table in (nameless, unnumbered):
        assert list(rows_named("order O-10042", {"orders": table}, _Rows())) == []


@given(st.text(max_size=120))
def test_whatever_is_named_has_the_shape_of_its_table(text: str) -> None:
    for name, key in _named(text, asked="tickets").items():
        table = ORDERS if name == "order_id" else TICKETS
        assert re.fullmatch(table.pattern, key, re.ASCII)


@given(st.integers(0, 99_999), st.sampled_from(["O-{:05}", "order no. {}", "#{:05} order O-{:05}"]))
def test_every_number_of_an_order_can_be_said(number: int, form: str) -> None:
    assert _named(form.format(number, number)) == {"order_id": f"O-{number:05}"}
