"""Who may do what: the rules of BrightCart, decision by decision."""

from typing import Any

import pytest

from tests.fixtures_brightcart.shop import Shop

CARAFE, MACHINE, THROW = "O-10042", "O-10077", "O-10093"
SOMEONE_ELSES = "O-10058"


def refund(order_id: str, amount: str) -> dict[str, Any]:
    fixed = {"line": 1, "currency": "EUR", "reason": "damaged"}
    return {"order_id": order_id, "amount": amount, **fixed}


def test_reading_ones_own_rows_is_allowed(shop: Shop) -> None:
    for tool, arguments in (
        ("get_order", {"order_id": CARAFE}),
        ("find_orders", {}),
        ("get_customer", {"customer_id": "C-0007"}),
        ("find_tickets", {}),
    ):
        assert shop.decide(tool, **arguments).verdict == "allow", tool


def test_someone_elses_rows_are_denied_whatever_the_tool(shop: Shop) -> None:
    other = shop.world.rows("tickets", requester_id="C-0002")
    ticket = other[0]["id"] if other else shop.world.rows("tickets", requester_id="C-0001")[0]["id"]
    for tool, arguments in (
        ("get_order", {"order_id": SOMEONE_ELSES}),
        ("get_shipments", {"order_id": SOMEONE_ELSES}),
        ("issue_refund", refund(SOMEONE_ELSES, "1.00")),
        ("cancel_order", {"order_id": SOMEONE_ELSES}),
        ("start_return", {"order_id": SOMEONE_ELSES, "line": 1, "reason": "does_not_fit"}),
        ("get_customer", {"customer_id": "C-0002"}),
        ("update_contact", {"customer_id": "C-0002", "phone": "+49 30 23125 190"}),
        ("get_ticket", {"ticket_id": ticket}),
        ("add_comment", {"ticket_id": ticket, "body": "hello"}),
        ("create_ticket", {"order_id": SOMEONE_ELSES, "subject": "x", "type": "problem"}),
        ("book_call", {"lead_id": "L-0001", "slot_id": "S-0001"}),
    ):
        decision = shop.decide(tool, **arguments)
        assert (tool, decision.verdict, decision.rule) == (tool, "deny", "own-rows-only")


def test_nobody_may_only_identify_look_at_goods_or_ask_for_a_person(shop: Shop) -> None:
    allowed = {
        tool for tool in shop.pack.contracts if shop.decide(tool, customer="").verdict == "allow"
    }
    assert allowed == {"verify_customer", "find_products", "find_call_slots", "hand_off"}
    assert shop.decide("get_order", customer="", order_id=CARAFE).rule == "identify-first"


def test_a_refund_up_to_the_limit_is_allowed(shop: Shop) -> None:
    assert shop.decide("issue_refund", **refund(CARAFE, "49.90")).rule == "refund"
    assert shop.decide("issue_refund", **refund(MACHINE, "100.00")).verdict == "allow"


def test_a_refund_over_the_limit_asks(shop: Shop) -> None:
    decision = shop.decide("issue_refund", **refund(MACHINE, "100.01"))
    assert (decision.verdict, decision.rule) == ("confirm", "refund-limit")
    assert decision.evidence == {"amount": "100.01", "limit": "100.00"}


def test_a_refund_over_what_was_paid_is_denied(shop: Shop) -> None:
    decision = shop.decide("issue_refund", **refund(CARAFE, "49.91"))
    assert (decision.verdict, decision.rule) == ("deny", "refund-within-paid")
    shop.ok("issue_refund", **refund(CARAFE, "40.00"))
    assert shop.decide("issue_refund", **refund(CARAFE, "9.91")).verdict == "deny"
    assert shop.decide("issue_refund", **refund(CARAFE, "9.90")).verdict == "allow"


def test_nothing_is_paid_back_for_an_order_that_was_never_paid(shop: Shop) -> None:
    assert shop.decide("issue_refund", **refund(THROW, "0.01")).verdict == "deny"


@pytest.mark.parametrize("amount", ["a lot", "", "12,50"])
def test_an_amount_that_is_none_is_denied(shop: Shop, amount: str) -> None:
    assert shop.decide("issue_refund", **refund(CARAFE, amount)).verdict == "deny"


def test_after_two_refunds_a_colleague_takes_over(shop: Shop) -> None:
    shop.counts = {"issue_refund": 2}
    decision = shop.decide("issue_refund", **refund(CARAFE, "1.00"))
    assert (decision.verdict, decision.rule) == ("escalate", "refunds-a-session")


def test_cancelling_asks(shop: Shop) -> None:
    assert shop.decide("cancel_order", order_id=THROW).rule == "cancel-asks"


def test_returns_are_allowed_to_the_end_of_the_thirtieth_day(shop: Shop) -> None:
    arguments = {"order_id": CARAFE, "line": 1, "reason": "does_not_fit"}
    assert shop.decide("start_return", **arguments).verdict == "allow"
    assert shop.days_later(27.6).decide("start_return", **arguments).verdict == "allow"
    decision = shop.days_later(0.4).decide("start_return", **arguments)
    assert (decision.verdict, decision.rule) == ("deny", "return-window")


def test_service_and_policy_agree_on_the_return_window(shop: Shop) -> None:
    for order in shop.world.rows("orders", status="delivered")[-60:]:
        who, arguments = order["customer_id"], {"order_id": order["id"], "line": 1}
        policy = shop.decide("start_return", who, **arguments, reason="does_not_fit")
        service = shop.ok("check_return", who, **arguments)
        in_time = shop.pack.now[:10] <= service["last_day"]
        assert (policy.verdict == "allow") == in_time, order["id"]


def test_a_new_mail_address_asks_and_a_new_phone_number_does_not(shop: Shop) -> None:
    mine = {"customer_id": "C-0007"}
    phone, email = {"phone": "+49 30 23125 190"}, {"email": "new@example.com"}
    assert shop.decide("update_contact", **mine, **phone).verdict == "allow"
    assert shop.decide("update_contact", **mine, **email).rule == "email-asks"
    assert shop.decide("update_contact", **mine, **phone, **email).verdict == "confirm"


def test_only_a_colleague_makes_a_ticket_urgent(shop: Shop) -> None:
    arguments = {"subject": "Late", "description": "Too late", "type": "problem"}
    assert shop.decide("create_ticket", **arguments).verdict == "allow"
    assert shop.decide("create_ticket", **arguments, priority="urgent").rule == "urgent-asks"


def test_many_tickets_in_one_session_ask(shop: Shop) -> None:
    arguments = {"subject": "Late", "description": "Too late", "type": "problem"}
    shop.counts = {"create_ticket": 3}
    decision = shop.decide("create_ticket", **arguments)
    assert (decision.verdict, decision.rule) == ("confirm", "tickets-a-session")


def test_every_reason_is_a_sentence_that_a_customer_may_read(shop: Shop) -> None:
    text = "\n".join(shop.pack.policy.values())
    reasons = [
        line.split('": "')[1].rstrip('",') for line in text.splitlines() if '"reason"' in line
    ]
    assert len(reasons) > 10
    assert all(reason[0].isupper() and reason.endswith(".") for reason in reasons)


def test_a_missing_scope_denies(shop: Shop) -> None:
    shop.scopes = ("orders:read",)
    decision = shop.decide("issue_refund", **refund(CARAFE, "1.00"))
    assert (decision.verdict, decision.rule) == ("deny", "scopes")
    assert shop.decide("get_order", order_id=CARAFE).verdict == "allow"
