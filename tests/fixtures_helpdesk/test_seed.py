"""The seed is one consistent story: priorities follow the matrix, sums add up, states agree."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.pack.pack import Pack

Rows = dict[str, tuple[dict[str, Any], ...]]


@pytest.fixture(scope="session")
def rows(pack: Pack) -> Rows:
    return dict(pack.rows)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_impact_and_urgency_give_the_priority(rows: Rows) -> None:
    for incident in rows["incidents"]:
        levels = [int(incident[name][0]) for name in ("impact", "urgency", "priority")]
        assert levels[0] + levels[1] - 1 == levels[2], incident["id"]


def test_an_incident_is_due_when_its_service_level_says(rows: Rows) -> None:
    hours = {row["id"]: row["resolve_hours"] for row in rows["service_levels"]}
    for incident in rows["incidents"]:
        due = moment(incident["opened_at"]) + timedelta(hours=hours[incident["priority"]])
        assert moment(incident["sla_due"]) == due


def test_states_agree_with_the_moments_and_reasons_beside_them(pack: Pack, rows: Rows) -> None:
    for incident in rows["incidents"]:
        done = incident["state"] in ("Resolved", "Closed")
        assert bool(incident["resolved_at"]) == bool(incident["close_code"]) == done
        assert bool(incident["on_hold_reason"]) == (incident["state"] == "On Hold")
        assert incident["opened_at"] <= pack.now
        assert not done or incident["opened_at"] < incident["resolved_at"] <= pack.now


def test_every_incident_begins_with_its_caller_s_words(rows: Rows) -> None:
    first: dict[str, dict[str, Any]] = {}
    for line in rows["incident_journal"]:
        first.setdefault(line["incident_id"], line)
    for incident in rows["incidents"]:
        line = first[incident["id"]]
        assert (line["author"], line["created_at"]) == ("caller", incident["opened_at"])


def test_an_administrator_is_a_contact_of_the_account(rows: Rows) -> None:
    of = {contact["id"]: contact for contact in rows["contacts"]}
    for account in rows["accounts"]:
        boss = of[account["primary_contact_id"]]
        assert (boss["account_id"], boss["login_status"]) == (account["id"], "active")


def test_nobody_has_a_seat_that_is_not_paid_for(rows: Rows) -> None:
    used = Counter(contact["account_id"] for contact in rows["contacts"] if contact["seat"])
    plans = {plan["id"]: plan for plan in rows["plans"]}
    for one in rows["subscriptions"]:
        assert used[one["account_id"]] <= one["seats"] <= plans[one["plan_id"]]["most_seats"]


def test_credits_add_up_and_never_exceed_their_invoice(rows: Rows) -> None:
    credited = Counter[str]()
    for one in rows["credits"]:
        credited[one["invoice_id"]] += one["amount_minor"]
    for invoice in rows["invoices"]:
        assert credited[invoice["id"]] == invoice["credited_minor"] <= invoice["amount_minor"]


def test_an_invoice_of_a_plan_is_seats_times_price(rows: Rows) -> None:
    prices = {plan["name"]: plan["seat_price_minor"] for plan in rows["plans"]}
    seen = 0
    for invoice in rows["invoices"]:
        name, plan, rest = invoice["description"].partition(" plan, ")
        if plan:
            seen += 1
            assert invoice["amount_minor"] == prices[name] * int(rest.split()[0])
    assert seen > 50


def test_the_default_contact_has_what_the_scenarios_tell_of(pack: Pack, rows: Rows) -> None:
    me = pack.principal.customer
    mine = {one["id"]: one for one in rows["incidents"] if one["caller_id"] == me}
    assert mine["INC0010060"]["on_hold_reason"] == "Awaiting Caller"
    assert mine["INC0010061"]["state"] == "In Progress"
    assert moment(mine["INC0010061"]["sla_due"]) > moment(pack.now)
    assert mine["INC0010051"]["state"] == "Resolved"
    twice = [one for one in rows["invoices"] if one["id"] in ("IN-10045", "IN-10046")]
    assert len({(one["amount_minor"], one["issued_on"]) for one in twice}) == 1
