import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from tests.unit.world.operations import TURNS, run
from tests.unit.world.tiny import TinyPack, dump

PACK = TinyPack()


def order(world: WorldDatabase, key: str = "O-10042") -> dict[str, Any]:
    found = world.row("orders", key)
    assert found is not None
    return found


@settings(deadline=None, max_examples=40)
@given(TURNS)
def test_taped_changes_bring_a_scratch_world_to_the_same_rows(turns: list[list[tuple]]):
    with tempfile.TemporaryDirectory() as folder:
        live = WorldDatabase.create(Path(folder) / "live", PACK, scratch=True)
        scratch = WorldDatabase.create(Path(folder) / "scratch", PACK, scratch=True)
        for turn, operations in enumerate(turns, 1):
            changes = run(live, turn, operations)
            written = [change.model_dump_json() for change in changes]
            apply_changes(scratch, [RowChange.model_validate_json(one) for one in written], turn)
            assert dump(scratch) == dump(live)
        live.close()
        scratch.close()


def test_a_row_that_is_not_as_recorded_is_refused_and_named(world: WorldDatabase):
    before = {**order(world), "status": "open"}
    change = RowChange(table="orders", key="O-10042", before=before, after=None)
    with pytest.raises(SandboxError, match=r"O-10042.*status: 'delivered', recorded 'open'"):
        apply_changes(world, [change])


def test_an_error_names_no_personal_value(world: WorldDatabase):
    row = world.row("customers", "C-0001")
    assert row is not None
    other = {**row, "email": "other@example.com"}
    with pytest.raises(SandboxError, match="email") as caught:
        apply_changes(world, [RowChange(table="customers", key="C-0001", before=other, after=row)])
    assert "@" not in str(caught.value)


def test_one_bad_change_and_none_is_applied(world: WorldDatabase):
    seeded = dump(world)
    row = order(world)
    good = RowChange(table="orders", key="O-10042", before=row, after={**row, "note": "x"})
    for bad in (
        RowChange(table="orders", key="O-55555", before=row, after=None),
        RowChange(table="orders", key="O-10041", before=None, after={**row, "id": "O-10041"}),
        RowChange(table="nothing", key="1", after={"id": "1"}),
        RowChange(table="orders", key="O-99", after={**row, "id": "O-99", "customer_id": "C-7"}),
        RowChange(table="orders", key="O-98", after={**row, "id": "O-98", "status": "lost"}),
    ):
        with pytest.raises(SandboxError):
            apply_changes(world, [good, bad])
        assert dump(world) == seeded


def test_keys_go_on_after_applied_rows(world: WorldDatabase):
    made = {**order(world), "id": "O-10078"}
    apply_changes(world, [RowChange(table="orders", key="O-10078", after=made)])
    with world.writing(turn=2) as transaction:
        assert transaction.rows.new_id("orders") == "O-10079"
