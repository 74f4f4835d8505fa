"""Calls of real tasks (tau-bench retail, MIT) with small mistakes: how many are mended, and none
into something else. The figures to reach are the spec's; this is a first measurement of them.
"""

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.schema import Column, Table
from sandbox.domain.tool import ToolContract
from sandbox.tools.arguments import check_arguments
from sandbox.tools.mend import mend
from tests.unit.tools.mutations import MENDABLE, OTHERS, Mutation

SHARED = Path(__file__).parents[4] / "shared"
RETAIL = SHARED / "data" / "tau-bench" / "retail"

pytestmark = pytest.mark.skipif(
    not RETAIL.exists() and not (os.environ.get("CI") == "true" and SHARED.exists()),
    reason="the retail tasks of tau-bench are not here (../shared/data/tau-bench)",
)


def table(name: str, noun: str, prefix: str = "", digits: int = 0) -> Table:
    key = Column(name=f"{noun}_id")
    return Table(name=name, service="shop", columns=(key,), prefix=prefix, digits=digits, noun=noun)


TABLES = {
    "orders": table("orders", "order", "#W", 7),
    "users": table("users", "user"),
    "products": table("products", "product", "", 10),
}
REFERENCES = {"order_id": "orders", "user_id": "users", "product_id": "products"}


class Records:
    """`ports.Rows` over the benchmark's database."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._tables = tables
        self._keys = {name: sorted(rows) for name, rows in tables.items()}

    def row(self, table: str, key: str) -> dict[str, Any] | None:
        return {"key": key} if key in self._tables[table] else None

    def keys(self, table: str) -> Sequence[str]:
        return self._keys[table]


def unzipped(name: str) -> str:
    return gzip.decompress((RETAIL / name).read_bytes()).decode()


@pytest.fixture(scope="module")
def rows() -> Records:
    return Records(json.loads(unzipped("db.json.gz")))


@pytest.fixture(scope="module")
def calls(rows: Records) -> list[tuple[ToolContract, dict[str, Any]]]:
    """The calls of all tasks that are in order, with their contracts."""
    contracts = {one.name: one for one in map(contract_of, specs())}
    lines = [*unzipped("tasks_train.jsonl.gz").splitlines()]
    lines += unzipped("tasks_dev.jsonl.gz").splitlines()
    lines += (RETAIL / "tasks_test_95-114.jsonl").read_text("utf-8").splitlines()
    found = [
        (contracts[action["name"]], action["arguments"])
        for line in lines
        for action in json.loads(line)["actions"]
        if action["name"] in contracts and action["arguments"]
    ]
    return [one for one in found if not check_arguments(*one, rows, TABLES)]


def specs() -> Iterator[dict[str, Any]]:
    for one in json.loads((RETAIL / "tools.json").read_text("utf-8")):
        yield one["function"]


def contract_of(spec: dict[str, Any]) -> ToolContract:
    properties = spec["parameters"]["properties"]
    references = {name: table for name, table in REFERENCES.items() if name in properties}
    return ToolContract(
        name=spec["name"],
        service="shop",
        description="",
        arguments=spec["parameters"],
        references=references,
    )


def measured(calls: Any, rows: Records, mutation: Mutation) -> Counter[str]:
    """How many mutated calls are mended `right`, into something `else`, or `not` at all."""
    counts: Counter[str] = Counter()
    for number, (contract, arguments) in enumerate(calls):
        wrong = mutation(dict(arguments), number)
        problems = check_arguments(contract, wrong, rows, TABLES) if wrong else ()
        if wrong is None or not problems:
            continue
        mended, steps = mend(contract, wrong, problems, rows, TABLES)
        if not steps:
            counts["not"] += 1
        else:
            assert check_arguments(contract, mended, rows, TABLES) == ()
            counts["right" if mended == arguments else "else"] += 1
    return counts


REACHED = {"renamed": 0.95, "flattened": 0.95, "type": 0.95, "enum": 0.85, "id": 0.80}


@pytest.mark.parametrize("kind", MENDABLE)
def test_small_mistakes_are_mended_and_none_into_something_else(
    calls: Any, rows: Records, kind: str, record_property: Any
):
    total: Counter[str] = Counter()
    for name, mutation in MENDABLE[kind].items():
        counts = measured(calls, rows, mutation)
        record_property(name, dict(counts))
        print(f"{kind:10} {name:20} {dict(counts)}")
        assert counts["else"] == 0, name
        assert counts.total() > 0, name
        total += counts
    assert total["right"] / total.total() >= REACHED[kind]


@pytest.mark.parametrize("name", OTHERS)
def test_what_names_something_else_is_left_as_it_is(calls: Any, rows: Records, name: str):
    counts = measured(calls, rows, OTHERS[name])
    assert counts["not"] > 100
    assert counts["right"] == counts["else"] == 0
