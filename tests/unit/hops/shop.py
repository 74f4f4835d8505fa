"""A small shop that needs no file: tables, rows, tools, procedures, and the pack of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandbox.domain.procedure import Intent, Procedure, VariableSpec
from sandbox.domain.schema import Column, Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.turn import Principal
from sandbox.pack.pack import Pack, Template
from sandbox.procedures.grammar import parse_block

MAIL = "ada@lovelace.test"
NOW = "2026-11-20T09:00:00Z"

CUSTOMERS = Table(
    name="customers",
    service="crm",
    columns=(
        Column(name="id"),
        Column(name="name", personal="name"),
        Column(name="email", personal="email"),
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
        Column(name="id"),
        Column(name="customer_id", references="customers"),
        Column(name="status"),
    ),
    prefix="O-",
    digits=5,
    owner="customer_id",
    noun="order",
)
PRODUCTS = Table(
    name="products",
    service="orders",
    columns=(Column(name="id"), Column(name="parent_id", references="products")),
    prefix="P-",
    digits=3,
)
LINES = Table(
    name="order_lines",
    service="orders",
    columns=(
        Column(name="id"),
        Column(name="product_id", references="products"),
        Column(name="order_id", references="orders"),
    ),
    prefix="L-",
    digits=4,
)
TICKETS = Table(
    name="tickets",
    service="tickets",
    columns=(Column(name="id"), Column(name="requester_id", references="customers")),
    prefix="T-",
    digits=4,
    owner="requester_id",
    noun="ticket",
)
TABLES = {table.name: table for table in (CUSTOMERS, ORDERS, PRODUCTS, LINES, TICKETS)}

ROWS: dict[str, tuple[dict[str, Any], ...]] = {
    "customers": (
        {"id": "C-0007", "name": "Ada Lovelace", "email": MAIL},
        {"id": "C-0008", "name": "Claude Monet", "email": "claude@monet.test"},
    ),
    "orders": (
        {"id": "O-10042", "customer_id": "C-0007", "status": "delivered"},
        {"id": "O-10077", "customer_id": "C-0007", "status": "new"},
        {"id": "O-10058", "customer_id": "C-0008", "status": "delivered"},
        {"id": "O-10099", "customer_id": None, "status": "new"},
    ),
    "products": ({"id": "P-001", "parent_id": None}, {"id": "P-002", "parent_id": "P-001"}),
    "order_lines": (
        {"id": "L-0001", "product_id": "P-002", "order_id": "O-10042"},
        {"id": "L-0002", "product_id": "P-002", "order_id": "O-55555"},
    ),
    "tickets": ({"id": "T-0002", "requester_id": "C-0007"},),
}


def _schema(required: Sequence[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


_ORDER_ID = {"type": "string", "pattern": "^O-[0-9]{5}$"}

GET_ORDER = ToolContract(
    name="get_order",
    service="orders",
    description="One order.",
    arguments=_schema(["order_id"], order_id=_ORDER_ID),
    references={"order_id": "orders"},
)
ISSUE_REFUND = ToolContract(
    name="issue_refund",
    service="orders",
    description="Pays back.",
    effect="irreversible",
    arguments=_schema(
        ["order_id", "amount"],
        order_id=_ORDER_ID,
        amount={"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"},
        line={"type": "integer", "default": 1},
        reason={"type": "string", "enum": ["damaged", "wrong_item"]},
        note={"type": "string"},
    ),
    references={"order_id": "orders"},
    idempotency=("order_id", "line"),
)
CANCEL_ORDER = ToolContract(
    name="cancel_order",
    service="orders",
    description="Cancels.",
    effect="irreversible",
    arguments=_schema(["order_id"], order_id=_ORDER_ID),
    references={"order_id": "orders"},
    idempotency=("order_id",),
)
HAND_OFF = ToolContract(
    name="hand_off",
    service="tickets",
    description="Passes the conversation to a person.",
    effect="write",
    arguments=_schema(["reason"], reason={"type": "string"}),
)
CONTRACTS = {tool.name: tool for tool in (GET_ORDER, ISSUE_REFUND, CANCEL_ORDER, HAND_OFF)}

DAMAGE = VariableSpec(
    name="damage",
    type="choice",
    ask="What is wrong?",
    choices={
        "damaged": ("broken", "cracked"),
        "defective": ("doesn't work", "does not work"),
        "wrong_item": ("wrong colour", "wrong"),
    },
)
LINE = VariableSpec(name="line", type="number", ask="Which item?")
ORDER = VariableSpec(name="order_id", type="row", table="orders", ask="Which order?")


def procedure(name: str, steps: str, *variables: VariableSpec, intent: str = "") -> Procedure:
    """A procedure from the lines of its steps."""
    return Procedure(
        id=name,
        title=name,
        version="1",
        intent=intent or name,
        variables=variables,
        steps=parse_block(steps),
    )


PROCEDURES = {
    one.id: one
    for one in (
        procedure(
            "damaged_item",
            "ask order_id\n"
            "call get_order(order_id)\n"
            "ask damage\n"
            "ask line\n"
            'call issue_refund(order_id, amount="49.90", reason=damage)\n'
            'say "Paid back."',
            ORDER,
            DAMAGE,
            LINE,
        ),
        procedure(
            "order_status",
            'ask order_id\ncall get_order(order_id)\nsay "It is {get_order.status}."',
            ORDER,
        ),
    )
}
INTENTS = (
    Intent(
        id="damaged_item",
        title="Damaged item",
        procedure="damaged_item",
        examples=("my item is broken", "the glass arrived cracked", "I want a refund"),
    ),
    Intent(
        id="order_status",
        title="Where is my order",
        procedure="order_status",
        examples=("where is my order", "when will my parcel arrive", "track my parcel"),
    ),
)
TEMPLATE = Template(
    id="agent",
    version="3",
    text=(
        "You help {{ pack.title }}.\n{{ summary }}\n{% for p in passages %}{{ p.text }}\n"
        "{% endfor %}{{ procedure }}\n{{ state }}\nNow: {{ now }}"
    ),
    digest="d1",
)


def make_pack(**changes: Any) -> Pack:
    """The shop as a pack, with some of it changed."""
    whole: dict[str, Any] = {
        "name": "shop",
        "title": "The Shop",
        "version": "1",
        "root": Path("/nowhere"),
        "now": NOW,
        "principal": Principal(customer="C-0007"),
        "customer_table": "customers",
        "region": "DE",
        "currency": "EUR",
        "step": 1.0,
        "greeting": "Hello!",
        "tables": TABLES,
        "rows": ROWS,
        "contracts": CONTRACTS,
        "functions": {},
        "intents": INTENTS,
        "procedures": PROCEDURES,
        "policy": {},
        "policy_data": {},
        "articles": (),
        "templates": {"agent": TEMPLATE},
        "files": {},
        "digests": {},
        "route_threshold": 0.3,
        "settings": {"temperature": 0},
    }
    return Pack(**{**whole, **changes})
