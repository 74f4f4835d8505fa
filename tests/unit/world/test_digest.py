import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.tool import RowChange
from sandbox.world.database import WorldDatabase
from sandbox.world.digest import WorldDigest
from tests.unit.world.operations import TURNS, run
from tests.unit.world.tiny import TinyPack

PACK = TinyPack()


def insert(key: str, value: str = "a") -> RowChange:
    return RowChange(table="t", key=key, after={"id": key, "value": value})


def digest_of(*changes: RowChange) -> str:
    made = WorldDigest()
    made.add(changes)
    return made.value()


def by_key(world: WorldDatabase) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (name, row[table.key]): row
        for name, table in world.tables.items()
        for row in world.rows(name)
    }


@given(st.permutations([insert(key) for key in "abcdef"]))
def test_the_order_of_different_rows_does_not_matter(changes: list[RowChange]):
    assert digest_of(*changes) == digest_of(*(insert(key) for key in "abcdef"))


def test_every_value_key_and_table_counts():
    others = [
        insert("b"),
        insert("a", "b"),
        RowChange(table="u", key="a", after={"id": "a", "value": "a"}),
        RowChange(table="t", key="a", before={"id": "a", "value": "a"}),
    ]
    assert len({digest_of(change) for change in (insert("a"), *others)}) == 5


def test_a_row_that_is_back_as_seeded_counts_as_unchanged():
    seeded, other = {"id": "a", "value": "a"}, {"id": "a", "value": "b"}
    there = RowChange(table="t", key="a", before=seeded, after=other)
    back = RowChange(table="t", key="a", before=other, after=seeded)
    gone = RowChange(table="t", key="b", before={"id": "b", "value": "a"})
    assert digest_of(there, back) == digest_of()
    assert digest_of(insert("b"), gone) == digest_of()


@settings(deadline=None, max_examples=40)
@given(TURNS)
def test_the_digest_depends_on_the_rows_and_not_on_the_way(turns: list[list[tuple]]):
    with tempfile.TemporaryDirectory() as folder:
        world = WorldDatabase.create(Path(folder) / "world.sqlite", PACK, scratch=True)
        seeded = {
            (name, row[t.key]): row for name, t in world.tables.items() for row in world.rows(name)
        }
        kept = WorldDigest()
        for turn, operations in enumerate(turns, 1):
            kept.add(run(world, turn, operations))
        now = {
            (name, row[t.key]): row for name, t in world.tables.items() for row in world.rows(name)
        }
        world.close()
    direct = [
        RowChange(table=at[0], key=at[1], before=seeded.get(at), after=now.get(at))
        for at in sorted({*seeded, *now})
        if seeded.get(at) != now.get(at)
    ]
    assert kept.value() == digest_of(*direct)
