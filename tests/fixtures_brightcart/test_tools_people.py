"""The tools of CRM and help desk do their work, and refuse by themselves."""

from pathlib import Path
from typing import Any

import pytest

from tests.fixtures_brightcart.shop import ME, Shop

CARAFE, LIGHTS, MACHINE, THROW = "O-10042", "O-10070", "O-10077", "O-10093"
SOMEONE_ELSES = "O-10058"


# --- reading -------------------------------------------------------------------------------------


def test_get_customer_gives_contact_data(shop: Shop) -> None:
    customer = shop.ok("get_customer", customer_id=ME)
    assert customer["name"] == "Nadia Brandvik"
    assert customer["company"] is None
    assert shop.ok("get_customer", customer_id="C-0012")["company"] == "Studio Haverkort"


def test_verify_customer_wants_mail_and_order_of_the_same_person(shop: Shop) -> None:
    email = "Nadia.Brandvik@example.com"
    found = shop.ok("verify_customer", customer="", email=email, order_id=CARAFE)
    assert found == {"verified": True, "customer_id": ME}
    for wrong in ({"order_id": SOMEONE_ELSES}, {"email": "t.wiernik@example.org"}):
        arguments = {"email": email, "order_id": CARAFE} | wrong
        found = shop.ok("verify_customer", customer="", **arguments)
        assert found == {"verified": False, "customer_id": None}


def test_tickets_are_shown_without_private_notes(shop: Shop) -> None:
    row = next(c for c in shop.world.rows("ticket_comments") if not c["public"])
    ticket = shop.row("tickets", row["ticket_id"])
    seen = shop.ok("get_ticket", ticket["requester_id"], ticket_id=ticket["id"])
    assert row["body"] not in [comment["body"] for comment in seen["comments"]]
    assert seen["comments"][0]["body"] == ticket["description"]


def test_find_tickets_shows_ones_own_and_can_leave_out_what_is_done(shop: Shop) -> None:
    assert shop.ok("find_tickets")["count"] == 2
    found = shop.ok("find_tickets", only_open=True)
    assert [ticket["status"] for ticket in found["tickets"]] == ["pending"]


def test_find_call_slots_names_the_next_free_times_of_the_team(shop: Shop) -> None:
    found = shop.ok("find_call_slots", product_interest="textiles")
    assert (found["team"], found["count"]) == ("Hospitality team", 3)
    assert found["slots_text"].startswith("1: 2026-11-20 at 10:00 UTC; 2: ")
    rows = [shop.row("call_slots", slot["slot_id"]) for slot in found["slots"]]
    assert {row["status"] for row in rows} == {"open"}


# --- CRM -----------------------------------------------------------------------------------------


def test_update_contact_changes_what_is_given_and_nothing_else(shop: Shop) -> None:
    before = shop.row("customers", ME)
    result = shop.ok("update_contact", customer_id=ME, phone="+49 30 23125 190")
    assert result["changed"] == ["phone"]
    assert shop.row("customers", ME) == before | {"phone": "+49 30 23125 190"}


def test_update_contact_with_the_same_value_changes_nothing(shop: Shop) -> None:
    email = shop.row("customers", ME)["email"]
    assert shop.ok("update_contact", customer_id=ME, email=email)["changed"] == []
    assert shop.changes == ()


def test_a_mail_address_belongs_to_one_customer(shop: Shop) -> None:
    taken = shop.row("customers", "C-0002")["email"].upper()
    assert "can't be used" in shop.refused("update_contact", customer_id=ME, email=taken)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"email": "nadia at example"},
        {"phone": "twelve"},
        {"mailing_postal_code": "?"},
        {"loyalty_tier": "gold"},
    ],
)
def test_the_contract_refuses_contact_data_that_is_none(
    shop: Shop, changes: dict[str, str]
) -> None:
    assert shop.problems("update_contact", customer_id=ME, **changes)


def lead(budget: str, timeline: str, people: int = 12) -> dict[str, Any]:
    return {
        "product_interest": "office_furniture",
        "number_of_employees": people,
        "budget": budget,
        "timeline": timeline,
    }


@pytest.mark.parametrize(
    ("budget", "timeline", "people", "rating"),
    [
        ("over_5000", "this_month", 12, "Hot"),
        ("over_5000", "later", 12, "Warm"),
        ("1000_to_5000", "this_quarter", 3, "Warm"),
        ("under_1000", "later", 12, "Cold"),
        ("under_1000", "this_month", 2, "Cold"),
    ],
)
def test_create_lead_rates_by_budget_and_time(
    shop: Shop, budget: str, timeline: str, people: int, rating: str
) -> None:
    result = shop.ok("create_lead", **lead(budget, timeline, people))
    row = shop.row("leads", result["lead_id"])
    assert (result["rating"], row["rating"], row["customer_id"]) == (rating, rating, ME)
    assert row["status"] == "Open - Not Contacted"


def test_a_call_is_booked_once_and_takes_its_time(shop: Shop) -> None:
    made = shop.ok("create_lead", **lead("over_5000", "this_month"))
    slots = shop.ok("find_call_slots", product_interest="office_furniture")["slots"]
    arguments = {"lead_id": made["lead_id"], "slot_id": slots[1]["slot_id"]}
    result = shop.ok("book_call", **arguments)
    assert result["starts"] == slots[1]["starts"]
    assert shop.row("call_slots", slots[1]["slot_id"])["status"] == "booked"
    assert shop.row("leads", made["lead_id"])["status"] == "Working - Contacted"
    assert "planned" in shop.refused("book_call", **{**arguments, "slot_id": slots[2]["slot_id"]})
    other = shop.ok("create_lead", **lead("over_5000", "this_quarter"))
    assert "taken" in shop.refused("book_call", **{**arguments, "lead_id": other["lead_id"]})


def test_a_time_that_has_passed_is_not_given(shop: Shop) -> None:
    made = shop.ok("create_lead", **lead("over_5000", "this_month"))
    slot = shop.ok("find_call_slots", product_interest="lighting")["slots"][0]["slot_id"]
    shop.days_later(10)
    assert "taken" in shop.refused("book_call", lead_id=made["lead_id"], slot_id=slot)


# --- help desk -----------------------------------------------------------------------------------


def test_create_ticket_holds_the_customers_words(shop: Shop) -> None:
    result = shop.ok("create_ticket", subject="Late", description="Too late!", type="problem")
    assert result == {"ticket_id": "T-0081", "status": "new"}
    row = shop.row("tickets", "T-0081")
    assert (row["requester_id"], row["priority"], row["via"]) == (ME, "normal", "chat")
    comments = shop.world.rows("ticket_comments", ticket_id="T-0081")
    assert [(c["author"], c["public"], c["body"]) for c in comments] == [
        ("customer", True, "Too late!")
    ]


def open_ticket(shop: Shop) -> str:
    return shop.ok("find_tickets", only_open=True)["tickets"][0]["ticket_id"]


def test_add_comment_wakes_a_ticket_that_waited(shop: Shop) -> None:
    ticket_id = open_ticket(shop)
    assert shop.ok("add_comment", ticket_id=ticket_id, body="Yes, please")["status"] == "open"
    assert shop.ok("get_ticket", ticket_id=ticket_id)["comments"][-1]["body"] == "Yes, please"


def test_update_ticket_solves_and_opens_again(shop: Shop) -> None:
    ticket_id = open_ticket(shop)
    shop.ok("update_ticket", ticket_id=ticket_id, status="solved")
    assert shop.row("tickets", ticket_id)["solved_at"] == shop.clock.now()
    shop.ok("update_ticket", ticket_id=ticket_id, status="open", priority="high")
    row = shop.row("tickets", ticket_id)
    assert (row["status"], row["priority"], row["solved_at"]) == ("open", "high", None)


def test_a_closed_ticket_stays_closed(shop: Shop) -> None:
    closed = shop.world.rows("tickets", requester_id=ME, status="closed")[0]["id"]
    assert "closed" in shop.refused("add_comment", ticket_id=closed, body="Hello?")
    assert "closed" in shop.refused("update_ticket", ticket_id=closed, status="open")
    assert shop.problems("update_ticket", ticket_id=closed, status="open") == ("precondition",)


def test_hand_off_leaves_a_private_note_for_a_colleague(shop: Shop) -> None:
    result = shop.ok("hand_off", reason="Wants a person", summary="Asked twice for a person.")
    row = shop.row("tickets", result["ticket_id"])
    assert (row["type"], row["priority"], row["requester_id"]) == ("task", "high", ME)
    notes = shop.world.rows("ticket_comments", ticket_id=row["id"])
    assert [(n["public"], n["body"]) for n in notes] == [(False, "Asked twice for a person.")]
    assert shop.ok("get_ticket", ticket_id=row["id"])["comments"] == []


def test_hand_off_works_for_somebody_unknown(shop: Shop) -> None:
    result = shop.ok("hand_off", customer="", reason="Wants a person", summary="Not signed in.")
    assert shop.row("tickets", result["ticket_id"])["requester_id"] is None


# --- all of them ---------------------------------------------------------------------------------


def test_every_tool_of_the_pack_is_tried_here(shop: Shop) -> None:
    text = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_tools*"))
    assert [name for name in shop.pack.contracts if f'"{name}"' not in text] == []
