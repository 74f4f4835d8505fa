"""The order system's tools do their work, and refuse what must not happen by themselves."""

from typing import Any

import pytest

from tests.fixtures_brightcart.shop import Shop

CARAFE, LIGHTS, MACHINE, THROW = "O-10042", "O-10070", "O-10077", "O-10093"
SOMEONE_ELSES = "O-10058"


# --- reading -------------------------------------------------------------------------------------


def test_find_orders_shows_ones_own_orders_newest_first(shop: Shop) -> None:
    found = shop.ok("find_orders")
    assert [order["order_id"] for order in found["orders"]][:2] == [THROW, MACHINE]
    assert found["count"] == 5
    assert shop.ok("find_orders", status="shipped")["orders"][0]["order_id"] == LIGHTS
    assert len(shop.ok("find_orders", limit=1)["orders"]) == 1


def test_find_orders_shows_nobody_nothing(shop: Shop) -> None:
    assert "identified" in shop.refused("find_orders", customer="")


def test_get_order_gives_money_in_decimals_with_its_currency(shop: Shop) -> None:
    order = shop.ok("get_order", order_id=CARAFE)
    assert (order["status"], order["delivered_on"]) == ("delivered", "2026-11-17")
    assert (order["total"], order["refunded"], order["currency"]) == ("49.90", "0.00", "EUR")
    assert order["days_since_delivery"] == 2
    assert order["lines_text"] == "1: 1 × Glass carafe with cork lid"


def test_get_order_of_an_undelivered_order_has_no_day(shop: Shop) -> None:
    order = shop.ok("get_order", order_id=THROW)
    assert (order["delivered_on"], order["days_since_delivery"]) == (None, None)


def test_get_order_line_says_what_can_be_refunded(shop: Shop) -> None:
    line = shop.ok("get_order_line", order_id=MACHINE, line=1)
    assert (line["title"], line["refundable"]) == ("Espresso machine Volta", "249.00")
    unpaid = shop.ok("get_order_line", order_id=THROW, line=1)
    assert unpaid["refundable"] == "0.00"
    assert "nothing has been paid" in unpaid["refund_note"]


def test_get_shipments_tells_of_the_parcel_on_its_way(shop: Shop) -> None:
    parcels = shop.ok("get_shipments", order_id=LIGHTS)
    assert parcels["count"] == 1
    assert parcels["status"] in ("picked_up", "in_transit", "out_for_delivery")
    assert all(parcels[name] for name in ("carrier", "tracking_number", "expected_on"))
    assert shop.ok("get_shipments", order_id=THROW)["status"] == "not_shipped"


def test_find_products_finds_by_words_below_a_price(shop: Shop) -> None:
    found = shop.ok("find_products", query="lamps for a desk")
    assert found["products"][0]["name"] == "Desk lamp Halden"
    cheap = shop.ok("find_products", query="lamp", max_price="50.00")
    assert {float(p["price"]) <= 50 for p in cheap["products"]} == {True}
    assert shop.ok("find_products", query="candle resin")["count"] == 0, "no longer sold"
    assert shop.ok("find_products", query="zebra")["products"] == []


def test_check_return_says_until_when(shop: Shop) -> None:
    found = shop.ok("check_return", order_id=CARAFE, line=1)
    assert (found["returnable"], found["last_day"]) == (True, "2026-12-17")


def test_check_warranty_knows_what_is_covered(shop: Shop) -> None:
    assert shop.ok("check_warranty", order_id=MACHINE, line=1)["ends_on"] == "2029-11-19"
    assert shop.ok("check_warranty", order_id=CARAFE, line=1)["covered"] is False


# --- refunds -------------------------------------------------------------------------------------


def refund(amount: str, order_id: str = CARAFE, line: int = 1) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "line": line,
        "amount": amount,
        "currency": "EUR",
        "reason": "damaged",
    }


def test_issue_refund_pays_back_and_keeps_the_orders_sum(shop: Shop) -> None:
    result = shop.ok("issue_refund", **refund("49.90"))
    assert (result["amount"], result["currency"]) == ("49.90", "EUR")
    row = shop.row("refunds", result["refund_id"])
    assert (row["order_id"], row["amount_minor"], row["reason"]) == (CARAFE, 4990, "damaged")
    order = shop.row("orders", CARAFE)
    assert (order["refunded_minor"], order["payment_status"]) == (4990, "refunded")
    assert [change.table for change in shop.changes] == ["refunds", "orders"]


def test_a_share_can_be_refunded_and_then_the_rest_but_no_more(shop: Shop) -> None:
    shop.ok("issue_refund", **refund("10.00"))
    assert shop.row("orders", CARAFE)["payment_status"] == "partially_refunded"
    assert "39.90 EUR can be refunded" in shop.refused("issue_refund", **refund("39.91"))
    shop.ok("issue_refund", **refund("39.90"))
    assert "0.00 EUR" in shop.refused("issue_refund", **refund("0.01"))


def test_a_refund_of_one_item_stays_within_that_item(shop: Shop) -> None:
    assert "29.80 EUR" in shop.refused("issue_refund", **refund("29.81", MACHINE, 2))
    shop.ok("issue_refund", **refund("29.80", MACHINE, 2))


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "1.005", "a lot", "NaN", "1e3", ""])
def test_amounts_that_are_none_are_refused_by_the_service_too(shop: Shop, amount: str) -> None:
    shop.refused("issue_refund", **refund(amount))


def test_only_a_delivered_order_can_be_refunded(shop: Shop) -> None:
    assert "processing" in shop.refused("issue_refund", **refund("10.00", THROW))
    assert shop.problems("issue_refund", **refund("10.00", THROW)) == ("precondition",)


def test_other_money_and_other_items_are_refused(shop: Shop) -> None:
    assert "EUR" in shop.refused("issue_refund", **{**refund("1.00"), "currency": "USD"})
    assert "no item 9" in shop.refused("issue_refund", **refund("1.00", CARAFE, 9))
    assert "no order" in shop.refused("issue_refund", **refund("1.00", "O-99999"))


# --- cancelling and returning --------------------------------------------------------------------


def test_cancel_order_releases_what_was_reserved(shop: Shop) -> None:
    result = shop.ok("cancel_order", order_id=THROW)
    assert (result["paid_back"], result["released"]) == ("0.00", "38.80")
    order = shop.row("orders", THROW)
    assert (order["status"], order["payment_status"]) == ("cancelled", "voided")


def test_cancel_order_pays_back_what_was_paid_in_advance(shop: Shop) -> None:
    order = next(
        o
        for o in shop.world.rows("orders", payment_method="paypal")
        if o["status"] in ("new", "processing")
    )
    result = shop.ok("cancel_order", order["customer_id"], order_id=order["id"])
    after = shop.row("orders", order["id"])
    assert after["refunded_minor"] == after["paid_minor"] == order["total_minor"]
    assert (after["status"], after["payment_status"]) == ("cancelled", "refunded")
    assert float(result["paid_back"]) * 100 == order["total_minor"]
    assert shop.world.rows("refunds", order_id=order["id"])[0]["reason"] == "cancelled"


@pytest.mark.parametrize("order_id", [CARAFE, LIGHTS])
def test_what_has_left_can_not_be_cancelled(shop: Shop, order_id: str) -> None:
    assert "can't be cancelled" in shop.refused("cancel_order", order_id=order_id)
    assert shop.problems("cancel_order", order_id=order_id) == ("precondition",)


def test_an_order_is_cancelled_once(shop: Shop) -> None:
    shop.ok("cancel_order", order_id=THROW)
    shop.refused("cancel_order", order_id=THROW)


def give_back(order_id: str = CARAFE, line: int = 1) -> dict[str, Any]:
    return {"order_id": order_id, "line": line, "reason": "does_not_fit"}


def test_start_return_opens_one_and_says_until_when_to_send(shop: Shop) -> None:
    result = shop.ok("start_return", **give_back())
    assert (result["send_by"], result["amount"]) == ("2026-12-04", "49.90")
    row = shop.row("returns", result["return_id"])
    assert (row["status"], row["order_id"], row["quantity"]) == ("label_sent", CARAFE, 1)


def test_an_item_is_returned_once(shop: Shop) -> None:
    made = shop.ok("start_return", **give_back())
    assert made["return_id"] in shop.refused("start_return", **give_back())
    assert shop.ok("check_return", order_id=CARAFE, line=1)["returnable"] is False


def test_a_return_is_possible_on_the_thirtieth_day_and_not_after_it(shop: Shop) -> None:
    assert shop.days_later(27).ok("check_return", order_id=CARAFE, line=1)["returnable"]
    assert "ended on 2026-12-17" in shop.days_later(1).refused("start_return", **give_back())


def test_what_is_not_delivered_or_not_returnable_stays(shop: Shop) -> None:
    assert "processing" in shop.refused("start_return", **give_back(THROW))
    product = next(p for p in shop.world.rows("products") if not p["returnable"])
    line = shop.world.rows("order_lines", product_id=product["id"])
    orders = {o["id"]: o for o in shop.world.rows("orders", status="delivered")}
    mine = next(one for one in line if one["order_id"] in orders)
    found = shop.ok("check_return", order_id=mine["order_id"], line=mine["line"])
    assert found["returnable"] is False
