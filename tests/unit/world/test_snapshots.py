"""Snapshots: copies by name, and the rows that differ from one."""

from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.edit import rehearse
from sandbox.world.snapshots import difference, path_of, snapshots_in, take
from tests.unit.world.tiny import dump

AT = "2026-11-20T09:00:00Z"


def test_the_difference_to_a_snapshot_gives_its_rows_back(
    world: WorldDatabase, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots"
    before = dump(world)
    take(world, folder, "start", 0, AT)
    for sql in (
        "UPDATE orders SET note = 'x', total = total + 1",
        "INSERT INTO products VALUES ('p', 'new')",
        "UPDATE customers SET score = 0.1",
    ):
        apply_changes(world, rehearse(world, sql))
    assert dump(world) != before
    apply_changes(world, difference(world, folder, "start"))
    assert dump(world) == before
    assert difference(world, folder, "start") == ()


def test_snapshots_tell_when_they_were_taken_and_a_name_is_used_once(
    world: WorldDatabase, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots"
    taken = [take(world, folder, "b", 2, AT), take(world, folder, "a", 3, AT)]
    (folder / "torn.sqlite").write_bytes(b"no database")
    assert snapshots_in(folder) == taken
    with pytest.raises(SandboxError, match="already"):
        take(world, folder, "a", 3, AT)
    with pytest.raises(SandboxError) as caught:
        difference(world, folder, "c")
    assert "b, a" in caught.value.hint


@pytest.mark.parametrize("name", ["", "../x", "a/b", "A", "-x", "x" * 41, "ä", "a\n"])
def test_what_could_lead_out_of_the_folder_is_no_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SandboxError, match="no name"):
        path_of(tmp_path, name)
