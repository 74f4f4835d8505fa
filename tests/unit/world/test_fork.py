import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from sandbox.domain.faults import SandboxError
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork, fork_at_turn
from tests.unit.world.operations import TURNS, everything, run
from tests.unit.world.tiny import TinyPack, dump

PACK = TinyPack()


@settings(deadline=None, max_examples=40)
@given(TURNS)
def test_a_fork_is_the_world_as_it_was_when_the_turn_began(turns: list[list[tuple]]):
    with tempfile.TemporaryDirectory() as folder:
        world = WorldDatabase.create(Path(folder) / "world.sqlite", PACK, scratch=True)
        before = []
        for turn, operations in enumerate(turns, 1):
            before.append(everything(world))
            run(world, turn, operations)
        after = everything(world)
        for turn, expected in enumerate(before, 1):
            copy = fork_at_turn(world, Path(folder) / f"{turn}.sqlite", turn, scratch=True)
            assert everything(copy) == expected
            copy.close()
        assert everything(world) == after
        world.close()


def test_two_forks_never_share(world: WorldDatabase, tmp_path: Path):
    one, other = fork(world, tmp_path / "one"), fork(world, tmp_path / "other")
    before = dump(world)
    with one.writing(turn=1) as transaction:
        transaction.rows.delete("orders", "O-10077")
    with other.writing(turn=1) as transaction:
        transaction.rows.update("orders", "O-10077", note="other")
    assert dump(world) == before
    assert one.row("orders", "O-10077") is None
    assert other.row("orders", "O-10077")
    for copy in (one, other):
        copy.close()


def test_a_fork_while_somebody_writes_has_what_is_committed(world: WorldDatabase, tmp_path: Path):
    before = dump(world)
    with world.writing(turn=1) as transaction:
        transaction.rows.delete("orders", "O-10077")
        copy = fork(world, tmp_path / "copy")
    assert dump(copy) == before
    copy.close()


def test_a_fork_never_overwrites_a_world(world: WorldDatabase, tmp_path: Path):
    fork(world, tmp_path / "copy")
    with pytest.raises(SandboxError, match="already"):
        fork(world, tmp_path / "copy")
