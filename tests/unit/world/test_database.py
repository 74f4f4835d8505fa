from pathlib import Path

import pytest

from sandbox.api import ToolError
from sandbox.domain.faults import SandboxError
from sandbox.world.database import WorldDatabase
from tests.unit.world.tiny import TinyPack, dump


def test_rows_come_back_as_they_were_seeded(world: WorldDatabase):
    row = world.row("customers", "C-0001")
    assert row == {
        "id": "C-0001",
        "name": "Ana Díaz",
        "email": "ana@example.com",
        "score": 0.1 + 0.2,
        "vip": True,
        "referred_by": None,
    }
    assert world.row("customers", "C-9999") is None
    assert world.keys("orders") == ["O-10041", "O-10042", "O-10077"]


def test_rows_are_found_by_equal_columns_in_order_of_key(world: WorldDatabase):
    assert [row["id"] for row in world.rows("orders", customer_id="C-0001")] == [
        "O-10041",
        "O-10042",
    ]
    assert [row["id"] for row in world.rows("customers", vip=False)] == ["C-0002"]
    assert [row["id"] for row in world.rows("customers", referred_by=None)] == ["C-0001"]


def test_a_table_or_column_that_is_not_there_says_so(world: WorldDatabase):
    assert world.row("nothing", "X") is None
    with pytest.raises(SandboxError, match="nothing"):
        world.rows("nothing")
    with pytest.raises(SandboxError, match=r"orders\.colour"):
        world.rows("orders", colour="red")


def test_a_world_at_rest_holds_no_descriptor_and_wakes_on_use(world: WorldDatabase):
    def held() -> list[str]:
        links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        return [str(link) for link in links if "world.sqlite" in link.readlink().name]

    if not Path("/proc/self/fd").exists():
        pytest.skip("counts descriptors through /proc")
    with world.writing(turn=1) as transaction:
        transaction.rows.update("orders", "O-10042", note="hello")
    assert held()
    world.close()
    world.close()
    assert not held()
    row = world.row("orders", "O-10042")
    assert row is not None
    assert row["note"] == "hello"


def test_a_missing_file_is_never_made_up(world: WorldDatabase, tmp_path: Path, pack: TinyPack):
    with pytest.raises(SandboxError, match="no world"):
        WorldDatabase.open(tmp_path / "other.sqlite", pack)
    assert world.row("orders", "O-10042")
    world.close()
    world.path.unlink()
    with pytest.raises(SandboxError, match="no world"):
        world.row("orders", "O-10042")
    assert not world.path.exists()


def test_a_second_world_never_overwrites_the_first(world: WorldDatabase, pack: TinyPack):
    with pytest.raises(SandboxError, match="already"):
        WorldDatabase.create(world.path, pack)


def test_a_file_that_is_no_world_is_refused(tmp_path: Path, pack: TinyPack):
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(SandboxError, match=r"letter\.txt"):
        WorldDatabase.open(path, pack).row("orders", "O-10042")


def test_two_worlds_of_one_pack_share_nothing(world: WorldDatabase, tmp_path: Path, pack: TinyPack):
    other = WorldDatabase.create(tmp_path / "other.sqlite", pack)
    before = dump(other)
    with world.writing(turn=1) as transaction:
        transaction.rows.delete("orders", "O-10077")
    assert dump(other) == before
    other.close()


def test_a_reader_never_sees_a_call_that_is_half_done(world: WorldDatabase):
    with world.writing(turn=1) as transaction:
        transaction.rows.delete("orders", "O-10077")
        assert world.row("orders", "O-10077") is not None
    assert world.row("orders", "O-10077") is None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"customer_id": "C-0001", "status": "lost", "total": 1}, "open, shipped, delivered"),
        ({"customer_id": "C-0001", "status": "open", "total": "1"}, "whole number"),
        ({"customer_id": "C-0001", "status": "open", "total": True}, "whole number"),
        ({"customer_id": "C-0001", "status": "open", "total": 2**70}, "whole number"),
        ({"customer_id": "C-0001", "status": "open"}, "total: a value is required"),
        ({"customer_id": "C-0009", "status": "open", "total": 1}, "no C-0009 in customers"),
        ({"id": "O-10042", "customer_id": "C-0001", "status": "open", "total": 1}, "already"),
        ({"colour": "red"}, "no such column"),
        ({"customer_id": "C-0001", "status": "open", "total": 1, "note": "a\0b"}, "text"),
    ],
)
def test_what_the_schema_rules_out_is_refused_in_words(
    world: WorldDatabase, row: dict[str, object], why: str
):
    before = dump(world)
    with pytest.raises(ToolError, match=why), world.writing(turn=1) as transaction:
        transaction.rows.insert("orders", row)
    assert dump(world) == before


def test_a_row_that_others_refer_to_can_not_be_deleted(world: WorldDatabase):
    with pytest.raises(ToolError, match="refer"), world.writing(turn=1) as transaction:
        transaction.rows.delete("customers", "C-0001")


def test_a_key_never_changes(world: WorldDatabase):
    with pytest.raises(ToolError, match="never changes"), world.writing() as transaction:
        transaction.rows.update("orders", "O-10042", id="O-10043")
