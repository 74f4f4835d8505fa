"""The labelled set: what is said to be done and was not, and what is true or claims nothing."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.domain.tool import ToolContract
from sandbox.hops.claimed_facts import facts_of_call
from sandbox.hops.respond import Done, respond

FILE = Path(__file__).parents[2] / "data" / "claims" / "replies.yaml"
TOOLS = (
    "issue_refund",
    "cancel_order",
    "create_ticket",
    "update_contact",
    "hand_off",
    "add_comment",
    "update_ticket",
    "start_return",
    "book_call",
)
CONTRACTS = {
    name: ToolContract(name=name, service="shop", description="", effect="write") for name in TOOLS
}
GROUPS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))


@cache
def _deeds(index: int) -> tuple[Done, ...]:
    return tuple(
        Done(one["tool"], f"{n}.9", facts_of_call({**one, "tool": None}, None))
        for n, one in enumerate(GROUPS[index]["done"], 1)
    )


def _cases(label: str) -> list[tuple[int, str]]:
    return [(index, text) for index, group in enumerate(GROUPS) for text in group.get(label, ())]


def _wrong(index: int, text: str) -> bool:
    seen = set(GROUPS[index].get("seen", ()))
    output = respond(text, CONTRACTS, _deeds(index), seen)
    return any(not claim.supported for claim in output.claims)


def test_the_set_is_large_enough() -> None:
    assert len(_cases("untrue")) >= 100
    assert len(_cases("fine")) >= 100


@pytest.mark.parametrize(("index", "text"), _cases("untrue"))
def test_an_untrue_claim_is_caught(index: int, text: str) -> None:
    assert _wrong(index, text)


@pytest.mark.parametrize(("index", "text"), _cases("missed"))
def test_what_is_not_caught_yet_is_named(index: int, text: str) -> None:
    assert not _wrong(index, text)


@pytest.mark.parametrize(("index", "text"), _cases("fine"))
def test_a_true_sentence_is_left_alone(index: int, text: str) -> None:
    assert not _wrong(index, text)


def test_a_wrong_amount_is_replaced_by_what_was_done() -> None:
    facts = facts_of_call({"order_id": "O-10042", "amount": "49.90"}, {"refund_id": "RF-0046"})
    done = [Done("issue_refund", "1.9", facts)]
    output = respond("I have refunded 59.90 EUR. Bye.", CONTRACTS, done)
    assert output.text == (
        "To be exact, this is what was done: issue refund (49.90, O-10042, RF-0046). Bye."
    )
