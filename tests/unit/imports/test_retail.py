"""The retail domain of tau-bench, imported: ground truth of its tasks, and real conversations.

The small part in tests/data always runs; all 540 tasks and 20 conversations where the shared data
is at hand.
"""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from sandbox.api import record_of
from sandbox.imports.state import frozen, same, state_diff, state_hash, state_of
from sandbox.log.recording import read_recording
from sandbox.pack.pack import Pack
from sandbox.testing.replays import Replays
from sandbox.world.database import WorldDatabase
from tests.unit.imports.stage import (
    BODIES,
    RETAIL,
    SMALL,
    TALKS,
    Run,
    domain,
    imported,
    lines,
    run_actions,
    settings_for,
    shared,
    small_retail,
    worlds,
)
from tests.unit.imports.test_play import conversations, played_and_kept

TASKS = ("tasks_dev.jsonl.gz", "tasks_train.jsonl.gz", "tasks_test_95-114.jsonl")
HOW_MANY = {"dev": 20, "train": 500, "test": 20}
ONLY_IN_THE_HASH = {("train", 8)}
"""A balance of 9 becomes 9.0 there: no difference by value, and another text for the hash."""


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    database, specs = shared(RETAIL / "db.json.gz"), shared(RETAIL / "tools.json")
    policy = shared(RETAIL / "policy.md").read_text("utf-8")
    made = domain("retail", specs, database, (BODIES,), policies=[policy])
    return imported(tmp_path_factory.mktemp("retail"), made)


async def test_the_small_part_s_tasks_end_as_they_should(tmp_path: Path) -> None:
    pack, tasks = small_retail(tmp_path / "packs"), lines(SMALL / "tasks.jsonl.gz")
    assert len(tasks) == 7
    fresh = worlds(tmp_path, pack)
    for task in tasks:
        world = next(fresh)
        before = state_of(world)
        run = await run_actions(pack, world, task["actions"])
        assert run.errors == [action["result_is_error"] for action in task["actions"]]
        assert same(state_diff(before, state_of(world)), task["expected_state_diff"])
    fresh.close()


@pytest.mark.timeout(600)
async def test_all_540_tasks_give_the_expected_diff_and_hash(retail: Pack, tmp_path: Path) -> None:
    """Diffs come from the world's journal, so all rows count; hashes are those of the whole state,
    put together from one text a record, or the test would take two minutes."""
    tasks = [task for name in TASKS for task in lines(shared(RETAIL / name))]
    assert {split: sum(t["split"] == split for t in tasks) for split in HOW_MANY} == HOW_MANY
    fresh = worlds(tmp_path, retail)
    hasher = _Hasher(state_of(next(fresh)))
    only_in_the_hash = set()
    for task in tasks:
        world = next(fresh)
        run = await run_actions(retail, world, task["actions"])
        where = (task["split"], task["task_id"])
        assert run.errors == [action["result_is_error"] for action in task["actions"]], where
        assert same(hasher.diff(run), task["expected_state_diff"]), where
        if hasher.hash(run) != task["expected_state_hash"]:
            assert state_hash(state_of(world)) == task["expected_state_hash"], where
            only_in_the_hash.add(where)
    fresh.close()
    assert only_in_the_hash == ONLY_IN_THE_HASH


async def test_the_quick_hash_is_the_slow_one(retail: Pack, tmp_path: Path) -> None:
    tasks = [t for t in lines(shared(RETAIL / TASKS[0])) if t["expected_state_diff"]][:3]
    fresh = worlds(tmp_path, retail)
    hasher = _Hasher(state_of(next(fresh)))
    for task in tasks:
        world = next(fresh)
        run = await run_actions(retail, world, task["actions"])
        assert hasher.hash(run) == state_hash(state_of(world)) == task["expected_state_hash"]
        assert same(hasher.diff(run), state_diff(hasher.before, state_of(world)))
    fresh.close()


@pytest.mark.timeout(600)
async def test_all_20_conversations_bring_their_results_and_replay_strictly(
    retail: Pack, tmp_path: Path
) -> None:
    replays = Replays(settings_for(retail), str(retail.root))
    found = conversations(shared(TALKS))
    assert len(found) == 20
    calls = equal = tasks = 0
    for conversation in found:
        played, path = await played_and_kept(conversation, retail, tmp_path)
        assert played.differing == [], played.id
        assert (played.same, played.as_recorded) == (True, "equal"), played.id
        calls, equal = calls + played.calls, equal + played.equal
        tasks += played.as_task == "equal"
        replay: Any = conversation.data["replay"]
        assert (played.as_task == "equal") == replay["state_match"], played.id
        report = replays.strict(read_recording(path))
        assert report.identical, report.lines()
    assert (calls, equal, tasks) == (198, 198, 8)


class _Hasher:
    """`state_hash` of states that differ from one in a few records."""

    def __init__(self, before: dict[str, dict[str, Any]]) -> None:
        self.before = before
        self._texts = {
            name: {key: _text({key: one}) for key, one in sorted(records.items())}
            for name, records in before.items()
        }

    def diff(self, run: Run) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for (table, key), record in self._after(run).items():
            if record != self.before[table].get(key):
                found.setdefault(table, {})[key] = record
        return found

    def hash(self, run: Run) -> str:
        changed = self._after(run)
        tables = []
        for name, texts in sorted(self._texts.items()):
            new = {key: _text({key: one}) for (table, key), one in changed.items() if table == name}
            inside = ", ".join({**texts, **new}.values())
            tables.append(f"({name!r}, ({inside}))")
        return hashlib.sha256(f"({', '.join(tables)})".encode()).hexdigest()

    def _after(self, run: Run) -> dict[tuple[str, str], Any]:
        return {at: record_of(row) if row else None for at, row in run.rows.items()}


def _text(one: dict[str, Any]) -> str:
    """One (key, record) pair as `str` shows it inside a longer tuple."""
    return str(frozen(one))[1:-2]


def test_the_world_is_the_database_and_its_hash_that_of_no_action(
    retail: Pack, tmp_path: Path
) -> None:
    world = WorldDatabase.create(tmp_path / "w.sqlite", retail)
    idle = next(t for t in lines(shared(RETAIL / TASKS[2])) if not t["expected_state_diff"])
    assert state_hash(state_of(world)) == idle["expected_state_hash"]
    world.close()
