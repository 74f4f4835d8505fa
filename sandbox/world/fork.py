"""Copies of a world: at its head, or as it was when a turn began."""

import sqlite3
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.world import journal
from sandbox.world.database import WorldDatabase
from sandbox.world.schema import INTERNAL


def fork(world: WorldDatabase, path: Path, *, scratch: bool = False) -> WorldDatabase:
    """A copy at `path` that shares nothing with `world`. Raises `SandboxError` if `path` is there.

    SQLite's backup API copies what is committed, also while somebody writes.
    """
    if path.exists():
        raise SandboxError(f"there is a world in {path.name} already")
    rested = world.at_rest
    target = sqlite3.connect(path, isolation_level=None)
    try:
        target.execute("PRAGMA synchronous = OFF")
        world.reader().backup(target)
        # The copy's header says WAL already; setting it makes the file whole before we let go.
        target.execute("PRAGMA journal_mode = WAL")
    finally:
        target.close()
        if rested:
            world.close()
    return WorldDatabase(path, world.pack_name, scratch=scratch)


def fork_at_turn(
    world: WorldDatabase, path: Path, turn: int, *, scratch: bool = False
) -> WorldDatabase:
    """A copy as the world was at the start of `turn`: rows, key counters and ledger."""
    copy = fork(world, path, scratch=scratch)
    undo_to_turn(copy, turn)
    return copy


def undo_to_turn(world: WorldDatabase, turn: int) -> int:
    """Takes back everything since the start of `turn`; how many changes that was."""
    with world.writing() as transaction:
        since = journal.mark_of_turn(transaction.connection, turn)
        tables = {**world.tables, **{table.name: table for table in INTERNAL}}
        return journal.undo(transaction.connection, tables, since)
