"""A write that is lost, doubled or not in the log is found."""

from pathlib import Path

import pytest

from sandbox.bench.lost import Seed, lost_writes
from sandbox.bench.sessions import CANCEL, STATUS, Bench
from sandbox.pack.find import shipped
from sandbox.world.database import WorldDatabase


async def test_a_session_is_right_until_its_world_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(str(shipped() / "brightcart"), tmp_path)
    seed = Seed(bench.session())
    live = bench.session(faults=("*:error_after_commit%100",))
    for text in (STATUS, CANCEL):
        await live.send(text)
    assert [*lost_writes(live, seed)] == []
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    changed = {(c.table, c.key) for turn in live.session.turns for c in turn.changes}
    assert changed
    table, key = sorted(changed)[0]
    before = seed.rows[table, key]
    seed.rows[table, key] = {}
    assert [*lost_writes(live, seed)] == []
    seed.rows[table, key] = before
    other = next(place for place in seed.rows if place not in changed)
    seed.rows[other] = {}
    wrong = f"{other[0]} {other[1]} changed and the log has nothing of it"
    assert [*lost_writes(live, seed)] == [wrong]
    seed.rows[other] = {}
    now = {**seed.rows, (table, key): {"lost": True}}
    monkeypatch.setattr("sandbox.bench.lost._rows", lambda _: now)
    assert f"{table} {key} is not as the log has it" in [*lost_writes(live, seed)]
    await live.close()
