"""Each tool of the help desk: what it gives, what it changes, what it refuses."""

import pytest

from tests.fixtures_helpdesk.desk import COLLEAGUE, ME, Desk

SUB = "SUB-0003"
BROKEN = {"short_description": "The editor freezes", "component": "editor"}


def test_a_contact_has_their_account_inside(desk: Desk) -> None:
    found = desk.ok("get_contact", contact_id=COLLEAGUE)
    assert found["account"] == {
        "account_id": "A-0003",
        "name": "Tarnwick & Lowe",
        "lifecycle_stage": "evangelist",
    }
    assert (found["has_seat"], found["is_administrator"]) == (True, False)
    assert found["preferences"] == {"language": "en", "digest": "weekly"}


def test_mail_address_and_account_have_to_belong_together(desk: Desk) -> None:
    good = desk.ok("verify_contact", email="LOWRI@tarnwick.example", account_id="A-0003")
    assert good == {"verified": True, "contact_id": ME}
    for email, account in (
        ("lowri@tarnwick.example", "A-0001"),
        ("lowri@tarnwick.example' OR 1=1 --@x.example", "A-0003"),
    ):
        found = desk.reply("verify_contact", email=email, account_id=account).outcome
        assert found.result == {"verified": False, "contact_id": None}  # pyright: ignore


def test_a_locked_login_is_unlocked_and_a_deactivated_one_is_not(desk: Desk) -> None:
    assert desk.ok("unlock_login", contact_id="U-0009")["login_status"] == "active"
    assert desk.changed() == [("contacts", "U-0009", "update")]
    assert "precondition" in desk.problems("unlock_login", contact_id="U-0029")


def test_the_subscription_is_that_of_the_speaker_s_company(desk: Desk) -> None:
    mine, theirs = desk.ok("get_subscription"), desk.ok("get_subscription", COLLEAGUE)
    assert mine == theirs | {"is_administrator": True}
    assert (mine["plan"], mine["seats"], mine["seats_used"]) == ("Team", 8, 5)
    assert (mine["seat_price"], mine["renews_on"], mine["ends"]) == ("11.00", "2026-12-10", False)
    assert desk.refused("get_subscription", "") == "the contact's company has no subscription"


@pytest.mark.parametrize(
    ("seats", "due", "monthly", "reason"),
    [
        (12, "29.33", "132.00", "it can be changed"),  # 4 × 11.00 × 20 / 30
        (9, "7.33", "99.00", "it can be changed"),
        (6, "0.00", "66.00", "it can be changed"),
        (8, "0.00", "88.00", "it has 8 seats already"),
        (4, "0.00", "44.00", "5 seats are given to people"),
        (51, "315.33", "561.00", "Team has at most 50 seats"),
    ],
)
def test_what_other_seats_cost_is_told_before_and_charged_after(
    desk: Desk, seats: int, due: str, monthly: str, reason: str
) -> None:
    told = desk.ok("preview_seats", subscription_id=SUB, seats=seats)
    assert (told["due_now"], told["monthly"], told["reason"]) == (due, monthly, reason)
    if not told["possible"]:
        assert desk.refused("change_seats", subscription_id=SUB, seats=seats) == reason
        return
    done = desk.ok("change_seats", subscription_id=SUB, seats=seats)
    assert done["due_now"] == due
    row = desk.row("subscriptions", SUB)
    if seats > 8:
        assert (row["seats"], row["seats_at_renewal"]) == (seats, None)
        assert done["from_day"] == "2026-11-20"
        assert desk.row("invoices", done["invoice_id"])["status"] == "open"
    else:
        assert (row["seats"], row["seats_at_renewal"]) == (8, seats)
        assert (done["from_day"], done["invoice_id"]) == ("2026-12-10", None)


def test_a_subscription_that_ends_or_is_not_paid_keeps_its_seats(desk: Desk) -> None:
    for subscription in ("SUB-0007", "SUB-0011"):
        said = desk.refused("change_seats", subscription_id=subscription, seats=9)
        assert said == "the subscription has ended or is not paid"


def test_invoices_are_the_administrator_s_alone(desk: Desk) -> None:
    mine = desk.ok("find_invoices", limit=2)
    assert mine["count"] == 7
    assert [one["invoice_id"] for one in mine["invoices"]] == ["IN-10053", "IN-10046"]
    assert desk.ok("find_invoices", COLLEAGUE) == {"count": 0, "invoices": []}


def test_a_charge_that_is_there_twice_shows_and_is_credited_once(desk: Desk) -> None:
    assert desk.ok("get_invoice", invoice_id="IN-10045")["same_day"] == 1
    assert desk.ok("get_invoice", invoice_id="IN-10053")["same_day"] == 0
    call = {"invoice_id": "IN-10045", "currency": "GBP", "reason": "charged_twice"}
    done = desk.ok("issue_credit", amount="14.67", **call)
    assert done["credit_id"] == "CR-0005"
    assert desk.changed() == [("credits", "CR-0005", "insert"), ("invoices", "IN-10045", "update")]
    assert desk.ok("get_invoice", invoice_id="IN-10045")["creditable"] == "0.00"
    said = desk.refused("issue_credit", amount="0.01", **call)
    assert said == "0.00 GBP of this invoice can be credited"


@pytest.mark.parametrize("amount", ["0.00", "88.01"])
def test_a_credit_is_more_than_nothing_and_within_its_invoice(desk: Desk, amount: str) -> None:
    call = {"invoice_id": "IN-10053", "currency": "GBP", "reason": "goodwill"}
    assert desk.refused("issue_credit", amount=amount, **call) == (
        "88.00 GBP of this invoice can be credited"
    )


def test_a_subscription_is_cancelled_once_and_runs_out(desk: Desk) -> None:
    assert desk.ok("cancel_subscription", subscription_id=SUB)["ends_on"] == "2026-12-10"
    assert desk.row("subscriptions", SUB)["status"] == "active"
    said = desk.refused("cancel_subscription", subscription_id=SUB)
    assert said == "this subscription is cancelled already"


def test_a_known_error_is_found_by_its_component(desk: Desk) -> None:
    found = desk.ok("find_known_problem", component="export")
    assert (found["found"], found["fix_planned_on"]) == (True, "2026-12-01")
    nothing = desk.ok("find_known_problem", component="editor")
    assert (nothing["found"], nothing["problem_id"], nothing["workaround"]) == (False, None, None)


LEVELS = ("1 - High", "2 - Medium", "3 - Low")
PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning")
HOURS = (4, 8, 24, 72, 120)


@pytest.mark.parametrize("impact", range(3))
@pytest.mark.parametrize("urgency", range(3))
def test_impact_and_urgency_give_priority_and_due_time(
    desk: Desk, impact: int, urgency: int
) -> None:
    made = desk.ok("create_incident", impact=LEVELS[impact], urgency=LEVELS[urgency], **BROKEN)
    assert made["priority"] == PRIORITIES[impact + urgency]
    row = desk.row("incidents", made["incident_id"])
    days, hours = divmod(9 + HOURS[impact + urgency], 24)
    assert row["sla_due"] == f"2026-11-{20 + days}T{hours:02d}:00:00Z"
    assert (row["caller_id"], row["state"], made["assignment_group"]) == (ME, "New", "Platform")
    assert [one[0] for one in desk.changed()] == ["incidents", "incident_journal"]


def test_nobody_opens_no_incident(desk: Desk) -> None:
    said = desk.refused("create_incident", "", impact=LEVELS[0], urgency=LEVELS[0], **BROKEN)
    assert said == "nobody is identified yet"


def test_an_incident_shows_comments_and_no_work_notes(desk: Desk) -> None:
    desk.ok("hand_off", reason="needs a person", summary="secret thoughts")
    found = desk.ok("get_incident", incident_id="INC0010063")
    assert found["comments"] == []
    assert "secret" not in str(found)


def test_a_reply_wakes_an_incident_that_waited_for_it(desk: Desk) -> None:
    call = {"incident_id": "INC0010060", "comment": "Firefox, at eight"}
    assert desk.ok("add_incident_comment", **call)["state"] == "In Progress"
    assert desk.row("incidents", "INC0010060")["on_hold_reason"] is None
    comments = desk.ok("get_incident", incident_id="INC0010060")["comments"]
    assert comments[-1] == {"author": "caller", "on": "2026-11-20", "value": "Firefox, at eight"}


def test_a_closed_incident_takes_no_comment(desk: Desk) -> None:
    said = desk.refused("add_incident_comment", incident_id="INC0010023", comment="x")
    assert said == "this incident is closed; reopen it or open a new one"


def test_a_resolved_incident_is_reopened_within_seven_days(desk: Desk) -> None:
    call = {"incident_id": "INC0010051", "comment": "still there"}
    assert desk.ok("reopen_incident", **call)["state"] == "In Progress"
    assert desk.row("incidents", "INC0010051")["reopen_count"] == 1
    assert desk.refused("reopen_incident", **call) == "only a resolved incident can be opened again"


def test_later_it_is_not(desk: Desk) -> None:
    said = desk.days_later(4).refused("reopen_incident", incident_id="INC0010051", comment="x")
    assert said == "it was resolved more than seven days ago; open a new one"


def test_one_finds_one_s_own_incidents_newest_first(desk: Desk) -> None:
    every, still = desk.ok("find_incidents"), desk.ok("find_incidents", only_open=True)
    assert (every["count"], still["count"]) == (4, 2)
    assert [one["incident_id"] for one in still["incidents"]] == ["INC0010061", "INC0010060"]
