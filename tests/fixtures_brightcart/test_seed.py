"""The seed is one consistent story: sums add up, moments follow each other, states agree."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.pack.pack import Pack

Row = dict[str, Any]


@pytest.fixture(scope="session")
def rows(pack: Pack) -> dict[str, tuple[Row, ...]]:
    return dict(pack.rows)


def by(rows: tuple[Row, ...], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_an_order_is_the_sum_of_its_lines_and_shipping(rows: dict[str, tuple[Row, ...]]) -> None:
    lines = by(rows["order_lines"], "order_id")
    for order in rows["orders"]:
        mine = lines[order["id"]]
        assert [line["line"] for line in mine] == list(range(1, len(mine) + 1))
        assert order["discount_minor"] == sum(line["discount_minor"] for line in mine)
        total = sum(line["total_minor"] for line in mine) + order["shipping_minor"]
        assert (order["id"], order["total_minor"]) == (order["id"], total)


def test_a_line_is_quantity_times_price_minus_discount(rows: dict[str, tuple[Row, ...]]) -> None:
    products = {row["id"]: row for row in rows["products"]}
    for line in rows["order_lines"]:
        product = products[line["product_id"]]
        assert (line["sku"], line["title"]) == (product["product_code"], product["name"])
        gross = line["quantity"] * line["unit_price_minor"]
        assert line["total_minor"] == gross - line["discount_minor"] > 0


def test_shipping_is_free_from_forty_euros_and_express_never_is(
    rows: dict[str, tuple[Row, ...]],
) -> None:
    for order in rows["orders"]:
        goods = order["total_minor"] - order["shipping_minor"]
        standard = 0 if goods >= 4000 else 490
        wanted = 990 if order["shipping_method"] == "express" else standard
        assert (order["id"], order["shipping_minor"]) == (order["id"], wanted)


def test_refunds_add_up_and_never_exceed_what_was_paid(rows: dict[str, tuple[Row, ...]]) -> None:
    refunds = by(rows["refunds"], "order_id")
    lines = {(line["order_id"], line["line"]): line for line in rows["order_lines"]}
    for order in rows["orders"]:
        mine = refunds[order["id"]]
        assert order["refunded_minor"] == sum(refund["amount_minor"] for refund in mine)
        assert order["refunded_minor"] <= order["paid_minor"] <= order["total_minor"]
        for refund in mine:
            if refund["line"] is not None:
                line = lines[order["id"], refund["line"]]
                assert 0 < refund["amount_minor"] <= line["total_minor"]


def test_the_payment_status_says_what_was_paid_and_refunded(
    rows: dict[str, tuple[Row, ...]],
) -> None:
    for order in rows["orders"]:
        paid, refunded = order["paid_minor"], order["refunded_minor"]
        match order["payment_status"]:
            case "authorized":
                assert paid == refunded == 0
                assert order["status"] != "cancelled"
            case "voided":
                assert paid == refunded == 0
                assert order["status"] == "cancelled"
            case "paid":
                assert (paid, refunded) == (order["total_minor"], 0)
            case "partially_refunded":
                assert 0 < refunded < paid
            case "refunded":
                assert 0 < refunded == paid


def test_orders_are_numbered_in_the_order_of_their_moments(
    pack: Pack, rows: dict[str, tuple[Row, ...]]
) -> None:
    moments = [order["ordered_at"] for order in rows["orders"]]
    assert moments == sorted(moments)
    assert moments[-1] < pack.now
    assert [order["id"] for order in rows["orders"]] == sorted(o["id"] for o in rows["orders"])


def test_parcels_follow_their_orders(pack: Pack, rows: dict[str, tuple[Row, ...]]) -> None:
    parcels = by(rows["shipments"], "order_id")
    for order in rows["orders"]:
        mine = parcels[order["id"]]
        sent = order["status"] in ("shipped", "delivered", "returned")
        assert bool(mine) == sent, order["id"]
        assert bool(order["delivered_at"]) == (order["status"] in ("delivered", "returned"))
        for parcel in mine:
            assert order["ordered_at"] < parcel["shipped_at"] < pack.now
            assert parcel["delivered_at"] == order["delivered_at"]
            assert (parcel["status"] == "delivered") == bool(order["delivered_at"])
            if order["delivered_at"]:
                assert parcel["shipped_at"] < order["delivered_at"] < pack.now
    numbers = [parcel["tracking_number"] for parcel in rows["shipments"]]
    assert len(numbers) == len(set(numbers))


def test_nothing_is_delivered_on_a_sunday(rows: dict[str, tuple[Row, ...]]) -> None:
    days = {moment(o["delivered_at"]).isoweekday() for o in rows["orders"] if o["delivered_at"]}
    assert 7 not in days


def test_nobody_orders_before_they_were_a_customer(rows: dict[str, tuple[Row, ...]]) -> None:
    since = {customer["id"]: customer["created_date"] for customer in rows["customers"]}
    assert all(order["ordered_at"] > since[order["customer_id"]] for order in rows["orders"])


def test_returns_are_within_thirty_days_and_refunded_when_they_say_so(
    rows: dict[str, tuple[Row, ...]],
) -> None:
    orders = {order["id"]: order for order in rows["orders"]}
    refunds = {refund["id"]: refund for refund in rows["refunds"]}
    lines = {(line["order_id"], line["line"]): line for line in rows["order_lines"]}
    for back in rows["returns"]:
        delivered = moment(orders[back["order_id"]]["delivered_at"])
        assert delivered < moment(back["requested_at"]) < delivered + timedelta(days=30)
        assert back["quantity"] == lines[back["order_id"], back["line"]]["quantity"]
        arrived = back["status"] in ("received", "refunded", "rejected")
        assert bool(back["received_at"]) == arrived
        assert bool(back["refund_id"]) == (back["status"] == "refunded")
        if back["refund_id"]:
            refund = refunds[back["refund_id"]]
            assert (refund["order_id"], refund["line"]) == (back["order_id"], back["line"])
            assert refund["reason"] == "returned"
            assert back["requested_at"] < back["received_at"] < refund["created_at"]


def test_an_order_is_returned_when_all_its_items_are(rows: dict[str, tuple[Row, ...]]) -> None:
    lines, returns = by(rows["order_lines"], "order_id"), by(rows["returns"], "order_id")
    for order in rows["orders"]:
        refunded = {r["line"] for r in returns[order["id"]] if r["status"] == "refunded"}
        everything = refunded == {line["line"] for line in lines[order["id"]]}
        assert (order["status"] == "returned") == everything


def test_a_warranty_runs_from_delivery_for_as_long_as_the_product_says(
    pack: Pack, rows: dict[str, tuple[Row, ...]]
) -> None:
    orders = {order["id"]: order for order in rows["orders"]}
    products = {product["id"]: product for product in rows["products"]}
    for entitlement in rows["entitlements"]:
        start, end = entitlement["start_date"], entitlement["end_date"]
        if entitlement["status"] != "Inactive":
            assert (entitlement["status"] == "Active") == (end >= pack.now[:10])
        if entitlement["type"] != "Warranty":
            continue
        order = orders[entitlement["order_id"]]
        assert entitlement["customer_id"] == order["customer_id"]
        assert start == order["delivered_at"][:10]
        months = (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7])
        assert months == products[entitlement["product_id"]]["warranty_months"]
        assert (entitlement["status"] == "Inactive") == (order["status"] == "returned")


def test_a_ticket_is_about_an_order_of_its_requester(rows: dict[str, tuple[Row, ...]]) -> None:
    owner = {order["id"]: order["customer_id"] for order in rows["orders"]}
    ordered = {order["id"]: order["ordered_at"] for order in rows["orders"]}
    for ticket in rows["tickets"]:
        if ticket["order_id"]:
            assert owner[ticket["order_id"]] == ticket["requester_id"]
            assert ordered[ticket["order_id"]] < ticket["created_at"]


def test_the_moments_of_a_ticket_follow_each_other(
    pack: Pack, rows: dict[str, tuple[Row, ...]]
) -> None:
    comments = by(rows["ticket_comments"], "ticket_id")
    for ticket in rows["tickets"]:
        mine = comments[ticket["id"]]
        first, last = mine[0], mine[-1]
        assert (first["author"], first["public"]) == ("customer", True)
        assert (first["body"], first["created_at"]) == (ticket["description"], ticket["created_at"])
        moments = [comment["created_at"] for comment in mine]
        assert moments == sorted(moments)
        assert ticket["updated_at"] == last["created_at"] < pack.now
        done = ticket["status"] in ("solved", "closed")
        assert ticket["solved_at"] == (ticket["updated_at"] if done else None)
        assert (ticket["status"] == "new") == (len(mine) == 1 and not done)


def test_private_and_public_comments_are_both_there(rows: dict[str, tuple[Row, ...]]) -> None:
    private = [comment for comment in rows["ticket_comments"] if not comment["public"]]
    assert len(private) >= 30
    assert {comment["author"] for comment in private} == {"agent"}


def test_every_state_of_an_order_and_of_a_ticket_occurs(pack: Pack) -> None:
    for table, column in (("orders", "status"), ("tickets", "status"), ("tickets", "type")):
        spec = next(c for c in pack.tables[table].columns if c.name == column)
        assert {row[column] for row in pack.rows[table]} == set(spec.choices)


def test_comments_name_only_refunds_and_returns_of_their_own_order(
    rows: dict[str, tuple[Row, ...]],
) -> None:
    ticket_order = {ticket["id"]: ticket["order_id"] for ticket in rows["tickets"]}
    order_of = {row["id"]: row["order_id"] for row in (*rows["refunds"], *rows["returns"])}
    for comment in rows["ticket_comments"]:
        mine = ticket_order[comment["ticket_id"]]
        for named in re.findall(r"\bR[FT]-\d{4}\b", comment["body"]):
            assert order_of[named] == mine
        for named in re.findall(r"\bO-\d{5}\b", comment["body"]):
            assert named == mine


def test_a_refund_comes_before_the_comment_that_tells_of_it(
    rows: dict[str, tuple[Row, ...]],
) -> None:
    refunds = {refund["id"]: refund for refund in rows["refunds"]}
    for comment in rows["ticket_comments"]:
        for named in re.findall(r"\bRF-\d{4}\b", comment["body"]):
            refund = refunds[named]
            assert refund["created_at"] < comment["created_at"]
            amount = f"{refund['amount_minor'] // 100}.{refund['amount_minor'] % 100:02d}"
            told = re.search(r"(\d+\.\d\d) EUR", comment["body"])
            assert told is None or told[1] == amount


def test_planned_calls_hold_a_booked_time_of_the_right_team(
    pack: Pack, rows: dict[str, tuple[Row, ...]]
) -> None:
    slots = {slot["id"]: slot for slot in rows["call_slots"]}
    leads = {lead["id"]: lead for lead in rows["leads"]}
    assert rows["calls"]
    for call in rows["calls"]:
        assert slots[call["slot_id"]]["status"] == "booked"
        assert leads[call["lead_id"]]["customer_id"] == call["customer_id"]
    booked = {slot["id"] for slot in rows["call_slots"] if slot["status"] == "booked"}
    assert booked == {call["slot_id"] for call in rows["calls"]}
    assert all(slot["starts_at"] > pack.now for slot in rows["call_slots"])


def test_the_default_customer_has_the_orders_that_the_tour_tells_of(
    pack: Pack, rows: dict[str, tuple[Row, ...]]
) -> None:
    me = pack.principal.customer
    mine = {order["id"]: order for order in rows["orders"] if order["customer_id"] == me}
    carafe, machine, throw = mine["O-10042"], mine["O-10077"], mine["O-10093"]
    delivered = moment(carafe["delivered_at"])
    assert (moment(pack.now).date() - delivered.date()).days == 3
    limit = float(pack.policy_data["limits"]["refund"]) * 100
    assert carafe["status"] == machine["status"] == "delivered"
    assert carafe["total_minor"] == carafe["paid_minor"] <= limit < machine["paid_minor"]
    assert throw["status"] == "processing"
    assert any(order["status"] == "shipped" for order in mine.values())
    assert not any(order["refunded_minor"] for order in mine.values())
