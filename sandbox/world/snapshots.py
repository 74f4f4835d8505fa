"""Named copies of a world, kept beside it; and what it would take to have their rows again."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.world.cells import from_cells, names_of, quoted
from sandbox.world.connection import connect, not_a_world
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_SUFFIX: Final = ".sqlite"


@dataclass(frozen=True)
class Snapshot:
    """One copy. `after`: how many turns there were when it was taken; `at`: world time then."""

    name: str
    after: int
    at: str


def path_of(folder: Path, name: str) -> Path:
    """Where the snapshot `name` lies. Raises `SandboxError` (code 2) for what is no name."""
    if not _NAME.fullmatch(name):
        raise SandboxError(
            f"{name[:40]!r} is no name of a snapshot", "small letters, digits, - and _", code=2
        )
    return folder / f"{name}{_SUFFIX}"


def check_name(folder: Path, name: str) -> Path:
    """Where a new snapshot will lie. Raises `SandboxError` (code 2): no name, or one in use."""
    path = path_of(folder, name)
    if path.exists():
        raise SandboxError(f"there is a snapshot {name} already", "choose another name", code=2)
    return path


def take(world: WorldDatabase, folder: Path, name: str, after: int, at: str) -> Snapshot:
    """Copies the world as it is. Raises `SandboxError` (code 2) when there is one of that name."""
    path = check_name(folder, name)
    folder.mkdir(mode=0o700, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    fork(world, partial).close()
    connection = connect(partial, durable=True)
    try:
        told = (("snapshot_after", str(after)), ("snapshot_at", at))
        connection.executemany("INSERT INTO _meta VALUES (?, ?)", told)
        # One file from here on: nobody writes to it any more.
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
    partial.rename(path)
    return Snapshot(name, after, at)


def snapshots_in(folder: Path) -> list[Snapshot]:
    """Those of one world, in the order in which they were taken; damaged ones are left out."""
    found: list[Snapshot] = []
    for path in folder.glob(f"*{_SUFFIX}"):
        if not _NAME.fullmatch(path.stem):
            continue
        try:
            found.append(_read(path))
        except SandboxError:
            continue
    return sorted(found, key=lambda one: (one.after, one.at, one.name))


def difference(
    world: WorldDatabase,
    folder: Path,
    name: str,
    stoppable: Callable[[sqlite3.Connection], AbstractContextManager[None]] = nullcontext,
) -> tuple[RowChange, ...]:
    """The row changes that give the world the rows of a snapshot again, with real values.

    Rows alone: numbers of keys that were given out and the ledger of what was done stay as they
    are. `stoppable`: entered while it works, with its connection, which another thread may
    interrupt. Raises `SandboxError` (code 2) when there is no such snapshot, or it was stopped.
    """
    path = path_of(folder, name)
    if not path.exists():
        names = ", ".join(one.name for one in snapshots_in(folder)) or "there are none"
        raise SandboxError(f"there is no snapshot {name}", f"there are: {names}", code=2)
    connection = connect(world.path, durable=False)
    try:
        connection.execute("ATTACH DATABASE ? AS kept", (str(path),))
        with stoppable(connection):
            return tuple(
                change for table in world.tables.values() for change in _differ(connection, table)
            )
    except sqlite3.Error as error:
        if str(error) == "interrupted":
            raise SandboxError("the comparison was stopped", code=2) from None
        raise not_a_world(path, error) from None
    finally:
        connection.close()


def _differ(connection: sqlite3.Connection, table: Table) -> Iterator[RowChange]:
    now, then = _only(connection, table, "main", "kept"), _only(connection, table, "kept", "main")
    for key in sorted({*now, *then}):
        yield RowChange(table=table.name, key=key, before=now.get(key), after=then.get(key))


def _only(
    connection: sqlite3.Connection, table: Table, here: str, there: str
) -> dict[str, dict[str, Any]]:
    """By key, the rows of one side that the other does not have just so."""
    names, name = names_of(table), quoted(table.name)
    sql = f"SELECT {names} FROM {here}.{name} EXCEPT SELECT {names} FROM {there}.{name}"
    found = connection.execute(sql)
    return {cells[0]: from_cells(table, cells) for cells in found}


def _read(path: Path) -> Snapshot:
    connection = connect(path, durable=False)
    try:
        meta = dict(connection.execute("SELECT name, value FROM _meta").fetchall())
        return Snapshot(path.stem, int(meta["snapshot_after"]), meta["snapshot_at"])
    except (sqlite3.Error, KeyError, ValueError):
        raise SandboxError(f"{path.name} is no snapshot of ours, or is damaged") from None
    finally:
        connection.close()
