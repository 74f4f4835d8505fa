"""Bodies of the 16 tools of tau-bench's retail domain, written from its specs and its policy.

The database is not here: `sandbox import openai` takes it from tau-bench (see NOTICE.md).
"""

import ast
import operator
from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.api import ToolError, World, get_record, get_records, put_record, tool

Record = dict[str, Any]

# --- looking up ----------------------------------------------------------------------------------


@tool
def find_user_id_by_email(world: World, email: str) -> str:
    return _only(world, lambda user: user["email"].lower() == email.lower())


@tool
def find_user_id_by_name_zip(world: World, first_name: str, last_name: str, zip: str) -> str:
    wanted = (first_name.lower(), last_name.lower(), zip)

    def fits(user: Record) -> bool:
        name = user["name"]
        said = (name["first_name"].lower(), name["last_name"].lower(), user["address"]["zip"])
        return said == wanted

    return _only(world, fits)


@tool
def get_user_details(world: World, user_id: str) -> Record:
    return _user(world, user_id)


@tool
def get_order_details(world: World, order_id: str) -> Record:
    return _order(world, order_id)


@tool
def get_product_details(world: World, product_id: str) -> Record:
    product = get_record(world, "products", product_id)
    if product is None:
        raise ToolError("product not found", "unknown_reference")
    return product


@tool
def list_all_product_types(world: World) -> Record:
    products = get_records(world, "products").values()
    return {item["name"]: item["product_id"] for item in sorted(products, key=_name)}


@tool
def calculate(world: World, expression: str) -> str:
    try:
        return str(round(float(_value(ast.parse(expression.strip(), mode="eval").body)), 2))
    except (SyntaxError, ValueError, ArithmeticError, RecursionError):
        raise ToolError("only numbers, + - * / and parentheses can be calculated") from None


@tool
def think(world: World, thought: str) -> str:
    return ""


@tool
def transfer_to_human_agents(world: World, summary: str) -> str:
    return "Transfer successful"


# --- pending orders ------------------------------------------------------------------------------


@tool
def cancel_pending_order(world: World, order_id: str, reason: str) -> Record:
    order = _order(world, order_id)
    if order["status"] != "pending":
        raise ToolError("non-pending order cannot be cancelled")
    user = _user(world, order["user_id"])
    refunds = [_entry("refund", paid) for paid in order["payment_history"]]
    for refund in refunds:
        method = user["payment_methods"][refund["payment_method_id"]]
        _move(method, refund["amount"])
    order |= {"status": "cancelled", "cancel_reason": reason}
    order["payment_history"] += refunds
    return _saved(world, order, user)


@tool
def modify_pending_order_address(
    world: World,
    order_id: str,
    address1: str,
    address2: str,
    city: str,
    state: str,
    country: str,
    zip: str,
) -> Record:
    order = _order(world, order_id)
    if order["status"] != "pending":
        raise ToolError("non-pending order cannot be modified")
    order["address"] = _address(address1, address2, city, state, country, zip)
    return _saved(world, order)


@tool
def modify_pending_order_payment(world: World, order_id: str, payment_method_id: str) -> Record:
    order = _order(world, order_id)
    if order["status"] != "pending":
        raise ToolError("non-pending order cannot be modified")
    user = _user(world, order["user_id"])
    new = _method(user, payment_method_id)
    history = order["payment_history"]
    if len(history) != 1 or history[0]["transaction_type"] != "payment":
        raise ToolError("there should be exactly one payment for a pending order")
    paid = history[0]
    if paid["payment_method_id"] == payment_method_id:
        raise ToolError("the new payment method should be different from the current one")
    amount = paid["amount"]
    _must_cover(new, amount)
    history += [
        {**_entry("payment", paid), "payment_method_id": payment_method_id},
        _entry("refund", paid),
    ]
    _move(new, -amount)
    _move(user["payment_methods"][paid["payment_method_id"]], amount)
    return _saved(world, order, user)


@tool
def modify_pending_order_items(
    world: World,
    order_id: str,
    item_ids: list[str],
    new_item_ids: list[str],
    payment_method_id: str,
) -> Record:
    order = _order(world, order_id)
    if order["status"] != "pending":
        raise ToolError("non-pending order cannot be modified")
    pairs = _swaps(world, order, item_ids, new_item_ids)
    user = _user(world, order["user_id"])
    method = _method(user, payment_method_id)
    difference = sum(new["price"] - old["price"] for old, new in pairs)
    _must_cover(method, difference)
    kind = "payment" if difference > 0 else "refund"
    amount = {"amount": abs(difference), "payment_method_id": payment_method_id}
    order["payment_history"].append({"transaction_type": kind, **amount})
    _move(method, -difference)
    for old, new in pairs:
        old |= {"item_id": new["item_id"], "price": new["price"], "options": new["options"]}
    order["status"] = "pending (item modified)"
    return _saved(world, order, user)


# --- delivered orders ----------------------------------------------------------------------------


@tool
def return_delivered_order_items(
    world: World, order_id: str, item_ids: list[str], payment_method_id: str
) -> Record:
    order = _order(world, order_id)
    if order["status"] != "delivered":
        raise ToolError("non-delivered order cannot be returned")
    method = _method(_user(world, order["user_id"]), payment_method_id)
    original = order["payment_history"][0]["payment_method_id"]
    if method["source"] != "gift_card" and payment_method_id != original:
        raise ToolError("payment method should be either the original or a gift card")
    _must_hold(order, item_ids)
    order |= {
        "status": "return requested",
        "return_items": sorted(item_ids),
        "return_payment_method_id": payment_method_id,
    }
    return _saved(world, order)


@tool
def exchange_delivered_order_items(
    world: World,
    order_id: str,
    item_ids: list[str],
    new_item_ids: list[str],
    payment_method_id: str,
) -> Record:
    order = _order(world, order_id)
    if order["status"] != "delivered":
        raise ToolError("non-delivered order cannot be exchanged")
    pairs = _swaps(world, order, item_ids, new_item_ids)
    difference = round(sum(new["price"] - old["price"] for old, new in pairs), 2)
    _must_cover(_method(_user(world, order["user_id"]), payment_method_id), difference)
    order |= {
        "status": "exchange requested",
        "exchange_items": sorted(item_ids),
        "exchange_new_items": sorted(new_item_ids),
        "exchange_payment_method_id": payment_method_id,
        "exchange_price_difference": difference,
    }
    return _saved(world, order)


# --- profile -------------------------------------------------------------------------------------


@tool
def modify_user_address(
    world: World,
    user_id: str,
    address1: str,
    address2: str,
    city: str,
    state: str,
    country: str,
    zip: str,
) -> Record:
    user = _user(world, user_id)
    user["address"] = _address(address1, address2, city, state, country, zip)
    put_record(world, "users", user_id, user)
    return user


# --- shared --------------------------------------------------------------------------------------


def _only(world: World, fits: Callable[[Record], bool]) -> str:
    for user_id, user in get_records(world, "users").items():
        if fits(user):
            return user_id
    raise ToolError("user not found", "unknown_reference")


def _user(world: World, user_id: str) -> Record:
    user = get_record(world, "users", user_id)
    if user is None:
        raise ToolError("user not found", "unknown_reference")
    return user


def _order(world: World, order_id: str) -> Record:
    order = get_record(world, "orders", order_id)
    if order is None:
        raise ToolError("order not found", "unknown_reference")
    return order


def _method(user: Record, payment_method_id: str) -> Record:
    method = user["payment_methods"].get(payment_method_id)
    if method is None:
        raise ToolError("payment method not found", "unknown_reference")
    return method


def _saved(world: World, order: Record, user: Record | None = None) -> Record:
    put_record(world, "orders", order["order_id"], order)
    if user is not None:
        put_record(world, "users", order["user_id"], user)
    return order


def _entry(kind: str, like: Record) -> Record:
    return {**like, "transaction_type": kind}


def _move(method: Record, amount: float) -> None:
    """Only a gift card has a balance; other methods are settled outside."""
    if method["source"] == "gift_card":
        method["balance"] = round(method["balance"] + amount, 2)


def _must_cover(method: Record, amount: float) -> None:
    if method["source"] == "gift_card" and method["balance"] < amount:
        raise ToolError("insufficient gift card balance")


def _must_hold(order: Record, item_ids: list[str]) -> None:
    held = Counter(item["item_id"] for item in order["items"])
    for item_id, wanted in Counter(item_ids).items():
        if held[item_id] < wanted:
            raise ToolError(f"item {item_id} not found", "unknown_reference")


def _swaps(
    world: World, order: Record, item_ids: list[str], new_item_ids: list[str]
) -> list[tuple[Record, Record]]:
    """(item of the order, variant that takes its place); a new item is of the same product."""
    _must_hold(order, item_ids)
    if len(item_ids) != len(new_item_ids):
        raise ToolError("each item needs one new item")
    left = list(order["items"])
    pairs: list[tuple[Record, Record]] = []
    for item_id, new_id in zip(item_ids, new_item_ids, strict=True):
        item = next(one for one in left if one["item_id"] == item_id)
        left.remove(item)
        product = get_record(world, "products", item["product_id"]) or {}
        variant = product.get("variants", {}).get(new_id)
        if variant is None or not variant["available"]:
            raise ToolError(f"new item {new_id} not found or available", "unknown_reference")
        pairs.append((item, variant))
    return pairs


def _address(
    address1: str, address2: str, city: str, state: str, country: str, zip: str
) -> dict[str, str]:
    parts = {"address1": address1, "address2": address2, "city": city, "state": state}
    return {**parts, "country": country, "zip": zip}


def _name(product: Record) -> str:
    return product["name"]


_SIGNS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(node)
