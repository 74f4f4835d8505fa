from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.world.database import WorldDatabase
from sandbox.world.seed import seed_problems
from tests.unit.world.tiny import ROWS, TABLES, TinyPack


def with_order(**changes: Any) -> dict[str, tuple[dict[str, Any], ...]]:
    orders = ROWS["orders"]
    return {**ROWS, "orders": (orders[0], {**orders[1], **changes}, orders[2])}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"total": "49.90"}, "orders, row 2 (O-10042): total: expected a whole number, got text"),
        ({"status": "lost"}, "orders, row 2 (O-10042): status: expected one of open, shipped, "
         "delivered"),
        ({"customer_id": "C-7"}, "orders, row 2 (O-10042): customer_id: there is no C-7 in "
         "customers"),
        ({"colour": "red"}, "orders, row 2 (O-10042): colour: there is no such column"),
        ({"id": "O-10041"}, "orders, row 2 (O-10041): there is another row with this key"),
        ({"id": None}, "orders, row 2: id: a row needs a key"),
        ({"total": None}, "orders, row 2 (O-10042): total: a value is required"),
    ],
)  # fmt: skip
def test_a_bad_row_is_one_line_with_table_row_and_what(changes: dict[str, Any], line: str):
    assert list(seed_problems(TABLES, with_order(**changes))) == [line]


def test_a_world_is_not_made_from_a_bad_row(tmp_path: Path):
    path = tmp_path / "world.sqlite"
    with pytest.raises(SandboxError, match="row 2"):
        WorldDatabase.create(path, replace(TinyPack(), rows=with_order(total="x")))
    assert not path.exists()


def test_rows_of_an_unknown_table_are_named():
    assert list(seed_problems(TABLES, {"ordres": ({"id": "1"},)})) == [
        "ordres: seed rows for a table that the schema does not have"
    ]


def test_a_row_may_refer_to_a_later_row_of_its_own_table(tmp_path: Path):
    customers = tuple(reversed(ROWS["customers"]))
    pack = replace(TinyPack(), rows={**ROWS, "customers": customers})
    world = WorldDatabase.create(tmp_path / "world.sqlite", pack)
    assert world.keys("customers") == ["C-0001", "C-0002"]
    world.close()
