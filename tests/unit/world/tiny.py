"""A tiny pack for the tests of world and tools: customers, orders and refunds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.api import ToolError, World, to_major, to_minor, tool
from sandbox.domain.schema import Column, Table
from sandbox.domain.tool import ToolContract

CUSTOMERS = Table(
    name="customers",
    service="crm",
    columns=(
        Column(name="id", required=True),
        Column(name="name", personal="name", required=True),
        Column(name="email", personal="email"),
        Column(name="score", type="real"),
        Column(name="vip", type="boolean"),
        Column(name="referred_by", references="customers"),
    ),
    prefix="C-",
    digits=4,
    owner="id",
    noun="customer",
)
ORDERS = Table(
    name="orders",
    service="orders",
    columns=(
        Column(name="id", required=True),
        Column(name="customer_id", references="customers", required=True),
        Column(name="status", choices=("open", "shipped", "delivered"), required=True),
        Column(name="total", type="integer", money=True, required=True),
        Column(name="note"),
    ),
    prefix="O-",
    digits=5,
    owner="customer_id",
    noun="order",
)
REFUNDS = Table(
    name="refunds",
    service="orders",
    columns=(
        Column(name="id", required=True),
        Column(name="order_id", references="orders", required=True),
        Column(name="amount", type="integer", money=True, required=True),
    ),
    prefix="RF-",
    digits=4,
    noun="refund",
)
PRODUCTS = Table(name="products", service="shop", columns=(Column(name="sku"), Column(name="name")))
TABLES = {table.name: table for table in (CUSTOMERS, ORDERS, REFUNDS, PRODUCTS)}

ROWS: dict[str, tuple[dict[str, Any], ...]] = {
    "customers": (
        {"id": "C-0001", "name": "Ana Díaz", "email": "ana@example.com", "score": 0.1 + 0.2,
         "vip": True},
        {"id": "C-0002", "name": "Bo Lind", "email": "bo@example.com", "vip": False,
         "referred_by": "C-0001"},
    ),
    "orders": (
        {"id": "O-10041", "customer_id": "C-0001", "status": "shipped", "total": 9900},
        {"id": "O-10042", "customer_id": "C-0001", "status": "delivered", "total": 4990},
        {"id": "O-10077", "customer_id": "C-0002", "status": "open", "total": 1500},
    ),
    "products": ({"sku": "mug-red", "name": "Mug"}, {"sku": "mug-blue", "name": "Mug"}),
}  # fmt: skip

MONEY = {"type": "string", "pattern": r"^\d+\.\d{2}$"}


@tool
def get_order(world: World, order_id: str) -> dict[str, Any]:
    order = world.row("orders", order_id)
    if order is None:
        raise ToolError(f"there is no order {order_id}", "unknown_reference")
    return {"id": order["id"], "status": order["status"], "total": to_major(order["total"])}


@tool
def issue_refund(world: World, order_id: str, amount: str, reason: str = "other") -> dict[str, Any]:
    order = world.row("orders", order_id)
    assert order is not None
    paid = sum(refund["amount"] for refund in world.rows("refunds", order_id=order_id))
    if paid + to_minor(amount) > order["total"]:
        raise ToolError("a refund can't be more than was paid", "bad_arguments")
    refund = world.insert("refunds", {"order_id": order_id, "amount": to_minor(amount)})
    world.update("orders", order_id, note=f"refunded: {reason}")
    return {"refund_id": refund["id"], "amount": amount}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


CONTRACTS = {
    "get_order": ToolContract(
        name="get_order",
        service="orders",
        description="One order",
        arguments=_object({"order_id": {"type": "string"}}, "order_id"),
        result=_object({"id": {"type": "string"}, "total": MONEY}, "id", "total"),
        references={"order_id": "orders"},
    ),
    "issue_refund": ToolContract(
        name="issue_refund",
        service="orders",
        description="Pays money back",
        effect="irreversible",
        arguments=_object(
            {
                "order_id": {"type": "string", "pattern": r"^O-\d{5}$"},
                "amount": MONEY,
                "reason": {"enum": ["damaged", "not_received", "wrong_item", "other"]},
            },
            "order_id",
            "amount",
        ),
        references={"order_id": "orders"},
        idempotency=("order_id", "amount"),
        amount="amount",
    ),
}


@dataclass(frozen=True)
class TinyPack:
    """What world and tools use of `sandbox.pack.pack.Pack`."""

    name: str = "tiny"
    now: str = "2026-11-20T09:00:00Z"
    step: float = 1.0
    tables: Mapping[str, Table] = field(default_factory=lambda: dict(TABLES))
    rows: Mapping[str, tuple[dict[str, Any], ...]] = field(default_factory=lambda: dict(ROWS))
    contracts: Mapping[str, ToolContract] = field(default_factory=lambda: dict(CONTRACTS))
    functions: Mapping[str, Callable[..., Any]] = field(
        default_factory=lambda: {"get_order": get_order, "issue_refund": issue_refund}
    )


def dump(world: Any) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {name: world.rows(name) for name in world.tables}
