"""Who may do what: the rules of the help desk, decision by decision."""

import pytest

from tests.fixtures_helpdesk.desk import COLLEAGUE, ME, STRANGER, Desk

SUB, INVOICE = "SUB-0003", "IN-10053"


def test_somebody_else_s_rows_are_denied_whatever_the_tool(desk: Desk) -> None:
    for tool, arguments in (
        ("get_contact", {"contact_id": STRANGER}),
        ("unlock_login", {"contact_id": COLLEAGUE}),
        ("preview_seats", {"subscription_id": "SUB-0001", "seats": 9}),
        ("change_seats", {"subscription_id": "SUB-0001", "seats": 9}),
        ("cancel_subscription", {"subscription_id": "SUB-0001"}),
        ("get_invoice", {"invoice_id": "IN-10001"}),
        ("issue_credit", {"invoice_id": "IN-10001", "amount": "1.00"}),
        ("get_incident", {"incident_id": "INC0010001"}),
        ("add_incident_comment", {"incident_id": "INC0010001", "comment": "x"}),
        ("reopen_incident", {"incident_id": "INC0010001", "comment": "x"}),
    ):
        decision = desk.decide(tool, **arguments)
        assert (tool, decision.verdict, decision.rule) == (tool, "deny", "own-account-only")


def test_only_the_administrator_touches_what_an_account_pays(desk: Desk) -> None:
    assert desk.decide("change_seats", ME, subscription_id=SUB, seats=9).verdict == "allow"
    assert desk.decide("change_seats", COLLEAGUE, subscription_id=SUB, seats=9).verdict == "deny"


def test_nobody_may_only_identify_or_ask_for_a_person(desk: Desk) -> None:
    allowed = {
        tool for tool in desk.pack.contracts if desk.decide(tool, customer="").verdict == "allow"
    }
    assert allowed == {"verify_contact", "find_known_problem", "hand_off"}


@pytest.mark.parametrize(
    ("seats", "verdict", "rule"),
    [
        (2, "deny", "fewest-seats"),
        (3, "allow", "seats"),
        (18, "allow", "seats"),
        (19, "confirm", "upgrade-limit"),
    ],
)
def test_many_seats_at_once_need_a_person(desk: Desk, seats: int, verdict: str, rule: str) -> None:
    decision = desk.decide("change_seats", subscription_id=SUB, seats=seats)
    assert (decision.verdict, decision.rule) == (verdict, rule)


def test_a_large_downgrade_needs_a_person(desk: Desk) -> None:
    for seats, rule in ((55, "seats"), (54, "downgrade-limit")):
        call = {"subscription_id": "SUB-0002", "seats": seats}
        assert desk.decide("change_seats", STRANGER, **call).rule == rule


@pytest.mark.parametrize(
    ("amount", "verdict"), [("50.00", "allow"), ("50.01", "confirm"), ("88.01", "deny")]
)
def test_credits_have_a_limit(desk: Desk, amount: str, verdict: str) -> None:
    assert desk.decide("issue_credit", invoice_id=INVOICE, amount=amount).verdict == verdict


def test_after_two_credits_a_colleague_takes_over(desk: Desk) -> None:
    desk.counts = {"issue_credit": 2}
    assert desk.decide("issue_credit", invoice_id=INVOICE, amount="1.00").verdict == "escalate"


def test_a_critical_incident_asks_and_others_do_not(desk: Desk) -> None:
    for impact, urgency, verdict in (
        ("1 - High", "1 - High", "confirm"),
        ("1 - High", "2 - Medium", "allow"),
        ("3 - Low", "1 - High", "allow"),
    ):
        decision = desk.decide("create_incident", impact=impact, urgency=urgency)
        assert (impact, urgency, decision.verdict) == (impact, urgency, verdict)


def test_cancelling_always_asks(desk: Desk) -> None:
    assert desk.decide("cancel_subscription", subscription_id=SUB).rule == "cancel-asks"
