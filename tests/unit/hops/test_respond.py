"""What a reply claims must have happened."""

import pytest

from sandbox.domain.tool import ToolContract
from sandbox.hops.respond import EMPTY_REPLY, Done, respond

CONTRACTS = {
    name: ToolContract(name=name, service="orders", description="", effect=effect)  # pyright: ignore
    for name, effect in (
        ("get_order", "read"),
        ("issue_refund", "irreversible"),
        ("cancel_order", "write"),
        ("create_ticket", "write"),
    )
}


@pytest.mark.parametrize(
    "text",
    [
        "I have refunded 49.90 EUR.",
        "I've now cancelled your order.",
        "Your refund has been issued.",
        "I have created a ticket for you.",
        "The order has just been canceled.",
    ],
)
def test_a_claim_without_its_deed_is_replaced(text: str) -> None:
    output = respond(text, CONTRACTS, [])
    assert output.verdict == "corrected"
    assert text not in output.text
    assert not output.claims[0].supported


def test_a_claim_with_its_deed_names_it() -> None:
    output = respond("I have refunded 49.90 EUR.", CONTRACTS, [Done("issue_refund", "3.9")])
    assert output.verdict == "sent"
    assert [(c.supported, c.by) for c in output.claims] == [(True, "3.9")]


def test_the_rest_of_a_corrected_reply_is_kept() -> None:
    output = respond("Hello. I have refunded you. Bye.", CONTRACTS, [])
    assert output.text.endswith("Hello.  Bye.") or "Hello." in output.text
    assert "refunded" not in output.text


@pytest.mark.parametrize(
    "text",
    [
        "I can't refund this order.",
        "Your order has not been cancelled.",
        "Once your order has been cancelled, you get a mail.",
        "Would you like it cancelled?",
        "Your order is on its way.",
    ],
)
def test_what_claims_nothing_is_left_alone(text: str) -> None:
    output = respond(text, CONTRACTS, [])
    assert (output.text, output.verdict) == (text, "sent")


def test_a_state_that_a_result_tells_is_no_claim_of_ours() -> None:
    output = respond("Order O-1 has been cancelled.", CONTRACTS, [], {"cancelled"})
    assert output.verdict == "sent"
    own = respond("I have cancelled order O-1.", CONTRACTS, [], {"cancelled"})
    assert own.verdict == "corrected"


def test_an_empty_reply_is_never_shown_empty() -> None:
    assert respond(" \n", CONTRACTS, []).text == EMPTY_REPLY
