"""Right calls: of the retail tasks of tau-bench, of a pack, and of contracts of odd shapes."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.bench.run import ROOT
from sandbox.check.seed import SeedRows
from sandbox.domain.schema import Column, Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.turn import Principal
from sandbox.domain.verdict import Decision
from sandbox.pack.pack import Pack
from sandbox.tools.arguments import check_arguments

DATA = ROOT / "tests" / "data"
RETAIL = DATA / "tau-bench-retail"
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A right call."""

    contract: ToolContract
    arguments: Arguments


@dataclass(frozen=True)
class Corpus:
    """Right calls and the pack that they are calls of."""

    name: str
    pack: Pack
    calls: tuple[Call, ...]


def allow(_: Any) -> Decision:
    """A policy that lets everything pass: here only the calls are judged."""
    return Decision(verdict="allow", rule="bench")


def retail() -> Corpus:
    """The calls of the retail tasks. Every argument that names a row is a reference."""
    specs = json.loads((RETAIL / "tools.json").read_text("utf-8"))
    contracts = {spec["name"]: _retail_contract(spec) for spec in specs}
    keys: dict[str, list[str]] = json.loads(_unzipped("keys.json.gz"))
    tables = {
        "orders": _table("orders", "order", "#W", 7),
        "users": _table("users", "user"),
        "products": _table("products", "product", "", 10),
        "items": _table("items", "item", "", 10),
        "payment_methods": _table("payment_methods", "payment method"),
    }
    rows = {name: tuple({"id": key} for key in found) for name, found in keys.items()}
    pack = _pack("retail", contracts, tables, rows, "USD")
    lines = (json.loads(line) for line in _unzipped("calls.jsonl.gz").splitlines())
    calls = (Call(contracts[one["tool"]], one["arguments"]) for one in lines)
    return _corpus("retail", pack, calls)


def of_pack(pack: Pack, seed: int = 1, each: int = 24) -> Corpus:
    """Calls of a pack, made from its schemas and seed rows."""
    dice = random.Random(seed)
    rows = SeedRows(pack)
    made = (
        Call(contract, arguments)
        for contract in pack.contracts.values()
        for _ in range(each)
        if (arguments := _made(contract, rows, dice))
    )
    return _corpus(pack.name, pack, made)


def shapes() -> Corpus:
    """Contracts with dates, truths, numbers, nested objects and lists, which the others lack."""
    specs = json.loads((Path(__file__).parent / "shapes.json").read_text("utf-8"))
    contracts = {
        spec["name"]: ToolContract(service="desk", description="", **spec) for spec in specs
    }
    tables = {
        "rooms": _table("rooms", "room", "R-", 3),
        "accounts": _table("accounts", "account", "AC-", 6),
        "members": _table("members", "member"),
    }
    members = ("ada_lovelace", "grace_hopper", "mary_shelley")
    rows = {
        "rooms": tuple({"id": f"R-{number:03}"} for number in (1, 12, 104, 205)),
        "accounts": tuple({"id": f"AC-{number:06}"} for number in (17, 4711, 250000, 990017)),
        "members": tuple({"id": name} for name in members),
    }
    pack = _pack("shapes", contracts, tables, rows, "EUR")
    return of_pack(pack, seed=2, each=60)


def _corpus(name: str, pack: Pack, calls: Iterator[Call]) -> Corpus:
    rows = SeedRows(pack)
    fine = {
        json.dumps([one.contract.name, one.arguments], sort_keys=True): one
        for one in calls
        if one.arguments and not check_arguments(one.contract, one.arguments, rows, pack.tables)
    }
    return Corpus(name, pack, tuple(fine.values()))


def _retail_contract(spec: dict[str, Any]) -> ToolContract:
    references = {
        "order_id": "orders",
        "user_id": "users",
        "product_id": "products",
        "item_ids": "items",
        "new_item_ids": "items",
        "payment_method_id": "payment_methods",
    }
    properties = spec["parameters"]["properties"]
    reads = spec["name"].startswith(("find", "get", "list", "calculate", "think"))
    return ToolContract(
        name=spec["name"],
        service="retail",
        description=spec["description"],
        effect="read" if reads else "irreversible",
        arguments=spec["parameters"],
        references={name: table for name, table in references.items() if name in properties},
    )


def _table(name: str, noun: str, prefix: str = "", digits: int = 0) -> Table:
    key = Column(name="id")
    return Table(name=name, service="x", columns=(key,), prefix=prefix, digits=digits, noun=noun)


def _pack(
    name: str,
    contracts: dict[str, ToolContract],
    tables: dict[str, Table],
    rows: dict[str, tuple[dict[str, Any], ...]],
    currency: str,
) -> Pack:
    whole: dict[str, Any] = {
        "name": name,
        "title": name,
        "version": "1",
        "root": Path(),
        "now": "2026-11-20T09:00:00Z",
        "principal": Principal(),
        "customer_table": next(iter(tables)),
        "region": "US",
        "currency": currency,
        "step": 1.0,
        "greeting": "",
        "tables": tables,
        "rows": rows,
        "contracts": contracts,
        "functions": {},
        "intents": (),
        "procedures": {},
        "policy": {},
        "policy_data": {},
        "articles": (),
        "templates": {},
        "files": {},
        "digests": {},
    }
    return Pack(**whole)


def _unzipped(name: str) -> str:
    return gzip.decompress((RETAIL / name).read_bytes()).decode()


def _made(contract: ToolContract, rows: SeedRows, dice: random.Random) -> Arguments:
    """Arguments that fit the schema, optional ones every other time."""
    schema = contract.arguments
    needed = set(schema.get("required", ()))
    found: Arguments = {}
    for name, one in schema.get("properties", {}).items():
        if name in needed or dice.random() < 0.5:
            found[name] = _value(name, one, contract.references.get(name, ""), rows, dice)
    return found


def _value(name: str, schema: Any, table: str, rows: SeedRows, dice: random.Random) -> Any:
    if table:
        return dice.choice(rows.keys(table))
    if "enum" in schema:
        return dice.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        inner = schema["properties"]
        return {one: _value(one, inner[one], "", rows, dice) for one in inner}
    if kind == "array":
        count = dice.randint(1, 3)
        found = [_value(name, schema["items"], "", rows, dice) for _ in range(count)]
        return found if not schema.get("uniqueItems") else list(dict.fromkeys(found))
    plain = {
        "integer": lambda: dice.randint(
            schema.get("minimum", 1), min(schema.get("maximum", 90), 90)
        ),
        "number": lambda: round(dice.uniform(2, 2000), 2),
        "boolean": lambda: dice.random() < 0.5,
    }
    return plain[kind]() if kind in plain else _text(name, schema, dice)


def _text(name: str, schema: Any, dice: random.Random) -> str:
    pattern = schema.get("pattern", "")
    if schema.get("format") == "date":
        return f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    if schema.get("format") == "email":
        return f"{dice.choice(('kim', 'jo.doe', 'sam'))}{dice.randint(1, 99)}@mail.example"
    if r"\.[0-9]{2}" in pattern:
        return f"{dice.randint(1, 2400)}.{dice.choice(('00', '50', '90', '05', '49'))}"
    samples = {
        "phone": ("+49 30 901820", "+44 20 7946 0958"),
        "mailing_postal_code": ("10115", "04109", "SW1A 1AA"),
        "zip": ("10115", "04109"),
        "order_id": ("O-10042", "O-10077"),
        "city": ("Berlin", "Ulm"),
        "street": ("14 Elm Street", "Am Markt 3"),
    }
    words = (
        "The parcel arrived broken",
        "two glasses are missing",
        "please call back",
        "grey chairs",
        "wants to change the day",
    )
    return dice.choice(samples.get(name, words))
