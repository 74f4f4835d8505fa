"""Every procedure, walked step by step on the world without a model: what it calls and says."""

import pytest

from sandbox.domain.base import JSON
from sandbox.procedures import engine
from sandbox.procedures.paths import fill, lookup
from tests.fixtures_brightcart.shop import ME, Shop

CARAFE, LIGHTS, MACHINE, THROW = "O-10042", "O-10070", "O-10077", "O-10093"


class Walk:
    """One run of a procedure with these answers: the tools that ran, and the last words."""

    def __init__(self, shop: Shop, name: str, customer: str = ME, **answers: JSON) -> None:
        self.calls: list[str] = []
        self.words = ""
        self.asked: list[str] = []
        self._shop, self._customer = shop, customer
        procedure = shop.pack.procedures[name]
        facts: dict[str, JSON] = {"customer": customer} if customer else {}
        run = engine.settle(engine.start(procedure), procedure, facts)
        for _ in range(30):
            step = engine.active(run, procedure)
            if step is None:
                break
            known = {**facts, **run.results}
            if step.kind == "ask":
                self.asked.append(step.variable)
                facts[step.variable] = answers[step.variable]
            elif step.kind == "say":
                self.words = fill(step.text, known)
                run = engine.turn_ended(run, procedure)
            else:
                run = self._act(run, step, known)
            run = engine.settle(run, procedure, facts)
        assert engine.finished(run, procedure)

    def _act(self, run: engine.Run, step: engine.Step, known: dict[str, JSON]) -> engine.Run:
        if step.kind == "hand_off":
            arguments: dict[str, JSON] = {"reason": step.text, "summary": step.text}
            return self._called(run, "hand_off", arguments)
        values = {a.name: lookup(known, a.path) if a.path else a.literal for a in step.arguments}
        return self._called(run, step.tool, values)

    def _called(self, run: engine.Run, tool: str, arguments: dict[str, JSON]) -> engine.Run:
        self.calls.append(tool)
        result = self._shop.ok(tool, self._customer, **arguments)
        return engine.tool_returned(run, tool, result)


@pytest.mark.parametrize(
    ("order_id", "words"),
    [
        (CARAFE, "was delivered on 2026-11-17"),
        (LIGHTS, "is on its way with"),
        (THROW, "We are preparing order"),
    ],
)
def test_order_status_says_where_it_is(shop: Shop, order_id: str, words: str) -> None:
    assert words in Walk(shop, "order_status", order_id=order_id).words


def test_order_status_is_frank_about_delays_cancellations_and_returns(shop: Shop) -> None:
    orders = shop.world.rows("orders")
    late = shop.world.rows("shipments", status="exception")
    told = {"cancelled": "was cancelled", "returned": "came back to us"}
    for status, words in told.items():
        order = next(order for order in orders if order["status"] == status)
        walk = Walk(shop, "order_status", str(order["customer_id"]), order_id=order["id"])
        assert words in walk.words
    if late:
        order = shop.row("orders", str(late[0]["order_id"]))
        walk = Walk(shop, "order_status", order["customer_id"], order_id=order["id"])
        assert "is delayed at the carrier" in walk.words


def test_a_damaged_item_is_paid_back(shop: Shop) -> None:
    walk = Walk(shop, "damaged_item", order_id=CARAFE, damage="damaged")
    assert walk.calls == ["get_order", "get_order_line", "issue_refund"]
    assert "I have refunded 49.90 EUR" in walk.words


def test_of_several_items_the_damaged_one_is_asked_for(shop: Shop) -> None:
    walk = Walk(shop, "damaged_item", order_id=MACHINE, damage="defective", line=2)
    assert walk.asked == ["order_id", "damage", "line"]
    assert "I have refunded 29.80 EUR" in walk.words


def test_an_item_is_not_paid_back_twice(shop: Shop) -> None:
    Walk(shop, "damaged_item", order_id=CARAFE, damage="damaged")
    walk = Walk(shop, "damaged_item", order_id=CARAFE, damage="damaged")
    assert "issue_refund" not in walk.calls
    assert "has been paid back already" in walk.words


def test_damage_before_delivery_waits_and_long_after_it_goes_to_a_person(shop: Shop) -> None:
    walk = Walk(shop, "damaged_item", order_id=LIGHTS, damage="damaged")
    assert "is not delivered" in walk.words
    shop.days_later(31)
    assert Walk(shop, "damaged_item", order_id=CARAFE, damage="damaged").calls[-1] == "hand_off"


def test_cancelling_says_what_happens_to_the_money(shop: Shop) -> None:
    assert "reserved 38.80 EUR" in Walk(shop, "cancel_order", order_id=THROW).words
    assert "is cancelled already" in Walk(shop, "cancel_order", order_id=THROW).words
    assert "can no longer be cancelled" in Walk(shop, "cancel_order", order_id=LIGHTS).words


def test_a_return_is_started_once(shop: Shop) -> None:
    answers: dict[str, JSON] = {"order_id": CARAFE, "return_reason": "does_not_like"}
    assert "I have started return RT-" in Walk(shop, "return_item", **answers).words
    again = Walk(shop, "return_item", **answers)
    assert "There is a return for this item already" in again.words
    assert again.calls == ["get_order", "check_return"]


@pytest.mark.parametrize(
    ("answers", "column"),
    [
        ({"contact_field": "email", "new_email": "nadia@new.example.org"}, "email"),
        ({"contact_field": "phone", "new_phone": "+49 30 23125 190"}, "phone"),
        (
            {
                "contact_field": "address",
                "new_street": "Birkenallee 4",
                "new_postal_code": "10115",
                "new_city": "Berlin",
            },
            "mailing_street",
        ),
    ],
)
def test_contact_data_is_changed(shop: Shop, answers: dict[str, str], column: str) -> None:
    before = shop.row("customers", ME)
    walk = Walk(shop, "contact_change", **answers)
    assert walk.calls == ["update_contact"]
    assert shop.row("customers", ME)[column] != before[column]


def test_contact_data_of_nobody_is_not_changed(shop: Shop) -> None:
    assert "sign in" in Walk(shop, "contact_change", customer="").words


def test_a_complaint_becomes_a_ticket_or_goes_to_a_person(shop: Shop) -> None:
    text = "The courier threw the parcel over the fence."
    walk = Walk(shop, "complaint", wants_person=False, complaint_text=text)
    assert "ticket T-0081" in walk.words
    assert shop.row("tickets", "T-0081")["group_name"] == "complaints"
    assert Walk(shop, "complaint", wants_person=True).calls == ["hand_off"]


@pytest.mark.parametrize("chosen", ["slot_1", "slot_2", "slot_3", "none_of_them"])
def test_a_good_lead_gets_a_call_at_the_time_it_chose(shop: Shop, chosen: str) -> None:
    free = shop.ok("find_call_slots", product_interest="lighting")["slots"]
    answers: dict[str, JSON] = {
        "product_interest": "lighting",
        "team_size": 12,
        "budget": "over_5000",
        "timeline": "this_quarter",
        "chosen_slot": chosen,
    }
    walk = Walk(shop, "sales_call", **answers)
    if chosen == "none_of_them":
        assert "book_call" not in walk.calls
        assert "other times" in walk.words
    else:
        assert free[int(chosen[-1]) - 1]["starts"] in walk.words


def test_a_small_wish_for_some_day_is_noted_and_nobody_calls(shop: Shop) -> None:
    answers: dict[str, JSON] = {"team_size": 2, "budget": "under_1000", "timeline": "later"}
    walk = Walk(shop, "sales_call", product_interest="gifts", **answers)
    assert walk.calls == ["create_lead"]
    assert "will write to you" in walk.words


def test_a_lead_is_handed_over_when_no_times_are_free(shop: Shop) -> None:
    shop.days_later(30)
    answers: dict[str, JSON] = {
        "product_interest": "gifts",
        "team_size": 40,
        "budget": "over_5000",
        "timeline": "this_month",
    }
    assert Walk(shop, "sales_call", **answers).calls[-1] == "hand_off"
