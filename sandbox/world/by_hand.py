"""Row changes that a person made between turns: done once each, whatever crashes in between."""

from collections.abc import Callable, Iterable
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.world import journal
from sandbox.world.apply import apply_in
from sandbox.world.database import WorldDatabase

_LABEL: Final = "by hand "
"""How the world's own journal calls an edit, before its number in the session's log."""


def edit(
    world: WorldDatabase,
    changes: Iterable[RowChange],
    number: int,
    after: int = 0,
    before_commit: Callable[[], None] = lambda: None,
) -> None:
    """Makes edit `number` (from 1) of a session, which follows `after` turns, in one transaction.

    Raises `SandboxError`, and changes nothing, when a row is not as the changes found it;
    `sqlite3.Error` (busy, or rows that do not fit together); and what `before_commit` raises.
    """
    transaction = world.begin()
    try:
        mark = journal.mark(transaction.connection)
        apply_in(transaction.rows, changes)
        journal.label(transaction.connection, mark, after, 0, f"{_LABEL}{number}")
        before_commit()
        transaction.commit()
    finally:
        transaction.rollback()


def is_done(world: WorldDatabase, number: int) -> bool:
    """Whether the world's journal has edit `number`. Raises `SandboxError`."""
    transaction = world.begin(writes=False)
    try:
        sql = "SELECT 1 FROM _changes WHERE tool = ? LIMIT 1"
        return transaction.connection.execute(sql, (f"{_LABEL}{number}",)).fetchone() is not None
    finally:
        transaction.rollback()


def as_before(world: WorldDatabase, changes: Iterable[RowChange]) -> bool:
    """Whether every row is as these changes found it."""
    try:
        return all(world.row(one.table, one.key) == one.before for one in changes)
    except SandboxError:
        return False
