"""What a reply claims must have happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.tool import ToolContract
from sandbox.hops.respond import EMPTY_REPLY, FALSE_CLAIM, UNSURE, Done, respond

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
        "I’ve refunded you.",
        "I have refunded 49.90 EUR, let me know if you need anything else.",
        "I have cancelled it, so you will not be charged.",
        "Don't worry, I have refunded you.",
        "It could not be changed, but I have refunded you.",
        "I went ahead and cancelled it.",
        "I have gone ahead and cancelled it.",
        "Your order is now cancelled.",
        "It's been refunded.",
        "I've processed your refund.",
        "I have opened a new ticket for you.",
        "We have already fully refunded the order.",
        "If you look at your account, I have refunded it.",
        "Good news!\n\n* I have refunded you",
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
    assert output.text == f"{FALSE_CLAIM} Hello. Bye."


def test_a_false_sentence_goes_whole_with_its_amount() -> None:
    output = respond("I have refunded 49.90 EUR. Bye.", CONTRACTS, [])
    assert output.text == f"{FALSE_CLAIM} Bye."


def test_a_reply_without_a_claim_keeps_every_character() -> None:
    text = "Dear Ada,\n\n1. it is 49.90 EUR … (see no. 7)\n2. fine?!  Yes.\n\nBye"
    assert respond(f"\n{text} ", CONTRACTS, []).text == text


def test_a_corrected_reply_keeps_its_other_lines() -> None:
    output = respond("Hi\n\n* I have refunded you\n* Bye", CONTRACTS, [])
    assert output.text == f"{FALSE_CLAIM} Hi\n\n* Bye"


def test_of_two_deeds_in_one_sentence_both_must_have_happened() -> None:
    text = "I have cancelled the order and refunded 49.90 EUR."
    one = respond(text, CONTRACTS, [Done("cancel_order", "1.9")])
    assert [(claim.kind, claim.supported) for claim in one.claims] == [
        ("cancelled", True),
        ("refunded", False),
    ]
    assert one.verdict == "corrected"
    both = [Done("cancel_order", "1.9"), Done("issue_refund", "1.15")]
    assert respond(text, CONTRACTS, both).verdict == "sent"


def test_another_deed_supports_no_claim() -> None:
    done = [Done("create_ticket", "1.9")]
    assert respond("I have refunded you.", CONTRACTS, done).verdict == "corrected"


@pytest.mark.parametrize("verb", ["handed you over", "passed this on", "escalated this"])
def test_a_person_who_was_never_told_is_no_hand_off(verb: str) -> None:
    hand_off = ToolContract(name="hand_off", service="tickets", description="", effect="write")
    contracts = {**CONTRACTS, "hand_off": hand_off}
    text = f"I have {verb} to a colleague."
    assert respond(text, contracts, []).verdict == "corrected"
    for tool in ("hand_off", "create_ticket"):
        assert respond(text, contracts, [Done(tool, "1.9")]).verdict == "sent"


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("submit_form", "submitted"),
        ("reset_password", "reset"),
        ("pay_invoice", "paid"),
        ("apply_credit", "applied"),
        ("delay_delivery", "delayed"),
        ("ship_order", "shipped"),
        ("update_contact", "updated"),
        ("transfer_call", "transferred"),
        ("fix_item", "fixed"),
        ("repeat_order", "repeated"),
    ],
)
def test_a_deed_is_known_by_its_participle(tool: str, said: str) -> None:
    contract = ToolContract(name=tool, service="x", description="", effect="write")
    output = respond(f"I have {said} it.", {tool: contract}, [])
    assert [(claim.kind, claim.supported) for claim in output.claims] == [(said, False)]
    assert respond(f"I have {said} it.", {tool: contract}, [Done(tool, "1.1")]).verdict == "sent"


def test_only_what_writes_can_be_claimed() -> None:
    read = ToolContract(name="check_stock", service="x", description="", effect="read")
    assert respond("I have checked it.", {"check_stock": read}, []).claims == ()


@given(st.text(max_size=300))
def test_no_reply_is_too_odd_to_be_checked(text: str) -> None:
    output = respond(text, CONTRACTS, [])
    assert output.text.strip() == output.text != ""
    if output.verdict == "sent":
        assert output.text == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "I can't refund this order.",
        "Your order has not been cancelled.",
        "Once your order has been cancelled, you get a mail.",
        "Would you like it cancelled?",
        "Your order is on its way.",
        "Have I refunded the wrong item?",
        "If I have refunded it, you get a mail.",
        "I'm not sure whether your order has been cancelled.",
        "It may have been cancelled.",
        "It should have been refunded.",
        "I haven’t refunded it.",
        "This does not mean that it has been cancelled.",
        "Refunds are issued to the card that you paid with.",
        "We have a refund policy.",
        "I have read your ticket.",
        "I can refund it. Shall I?",
        "I see that it came back and refunded orders are closed.",
        "It came back and cancelled orders stay so.",
        "You can cancel it until it has been shipped.",
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


@pytest.mark.parametrize(
    "text",
    [
        "I am sorry, that could not be done: orders gave no answer.",
        "The refund failed, nothing was changed.",
        "I couldn't cancel it, it was not cancelled.",
        "I have refunded 49.90 EUR.",
    ],
)
def test_with_an_unknown_outcome_neither_done_nor_not_done_is_said(text: str) -> None:
    output = respond(text, CONTRACTS, (), unsure=True)
    assert output.text.startswith(UNSURE)
    assert output.verdict == "corrected"


@pytest.mark.parametrize(
    "text",
    [
        "I got no answer, so I can't say that it was done.",
        "It is not known whether it was done.",
        "A colleague will check it and write to you.",
    ],
)
def test_a_reply_that_leaves_it_open_is_sent(text: str) -> None:
    output = respond(text, CONTRACTS, (), unsure=True)
    assert (output.text, output.verdict) == (text, "sent")
