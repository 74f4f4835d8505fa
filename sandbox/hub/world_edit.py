"""A person changes rows between turns: looked at first, then done as one event of the log."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.hub.journal import Journal
from sandbox.hub.masking import learn
from sandbox.log.event import Event, WorldEdited
from sandbox.log.lock import held
from sandbox.world import by_hand, snapshots
from sandbox.world.connection import is_busy
from sandbox.world.database import WorldDatabase
from sandbox.world.edit import MOST_CHANGED, rehearse
from sandbox.world.snapshots import Snapshot

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession

Stoppable = Callable[[sqlite3.Connection], AbstractContextManager[None]]
"""Entered while SQLite works on the connection, which another thread may interrupt."""


def preview(
    live: "LiveSession",
    sql: str,
    stoppable: Stoppable = nullcontext,
) -> tuple[RowChange, ...]:
    """What one INSERT, UPDATE or DELETE would change, with real values. Nothing is changed.

    May run in a thread; `stoppable` gets the connection that another thread may interrupt.

    Raises `SandboxError`: during a turn, and as `sandbox.world.edit.rehearse`.
    """
    live.check_idle()
    return rehearse(_world(live), sql, live.parts.ports.clock.now(), stoppable)


def preview_restore(
    live: "LiveSession", name: str, stoppable: Stoppable = nullcontext
) -> tuple[RowChange, ...]:
    """What it takes to have the rows of a snapshot again. Raises `SandboxError`.

    May run in a thread, as `preview`.
    """
    live.check_idle()
    changes = snapshots.difference(_world(live), snapshot_folder(live), name, stoppable)
    if len(changes) > MOST_CHANGED:
        raise SandboxError(
            f"{len(changes):,} rows differ from {name}; at most {MOST_CHANGED:,} fit one event",
            "fork the session at an earlier turn instead",
        )
    return changes


def edit_world(
    live: "LiveSession", changes: Iterable[RowChange], restored: str = ""
) -> WorldEdited:
    """Makes `changes`, which somebody has looked at; the event as it was written, masked.

    The log has it before the world does: `complete_edit` makes up for a crash between the two.
    Raises `SandboxError`, and changes nothing, during a turn, for no change at all (code 2), and
    when a row is not any more as it was looked at.
    """
    wanted = tuple(changes)
    _check(live, wanted)
    with held(live.folder.lock):
        live.catch_up()
        return _edit(live, wanted, restored, live.tell)


async def edit_aside(
    live: "LiveSession", changes: Iterable[RowChange], restored: str = ""
) -> WorldEdited:
    """`edit_world`, in a thread: 2,000 rows of personal values take seconds to mask.

    Until it is done nobody else writes to the session (`LiveSession.aside`); a message that is sent
    meanwhile waits. Listeners hear of it in the thread of the loop. Raises as `edit_world`.
    """
    wanted = tuple(changes)
    _check(live, wanted)
    told: list[Event] = []
    with held(live.folder.lock):
        live.catch_up()
        try:
            return await live.aside.run(lambda: _edit(live, wanted, restored, told.append))
        finally:
            for event in told:
                live.tell(event)


def _check(live: "LiveSession", wanted: tuple[RowChange, ...]) -> None:
    live.check_idle()
    if not wanted:
        raise SandboxError("it changes no row", code=2)


def _edit(
    live: "LiveSession",
    wanted: tuple[RowChange, ...],
    restored: str,
    tell: Callable[[Event], None],
) -> WorldEdited:
    complete_edit(live)
    event = WorldEdited(changes=wanted, restored=restored)
    after, number = len(live.session.turns), len(_edits(live)) + 1
    written: list[WorldEdited] = []
    try:
        by_hand.edit(
            _world(live), event.changes, number, after,
            before_commit=lambda: written.append(_write(live, event, after, tell)),
        )  # fmt: skip
    except sqlite3.Error as error:
        if written:
            _make_up(live, written[0], number)
        elif is_busy(error):
            raise SandboxError("another program writes to this world", "try again") from None
        else:
            raise SandboxError(f"the rows would not fit together: {error}", code=2) from None
    except SandboxError as error:
        if written:
            raise
        words = error.message.replace("the recording", "you").replace("recorded", "shown")
        raise SandboxError(words, "look at it again") from None
    return written[0]


def _make_up(live: "LiveSession", event: WorldEdited, number: int) -> None:
    """Makes an edit whose commit failed although the log has it. Raises `SandboxError`."""
    try:
        if _complete(live, event, number):
            return
    except (sqlite3.Error, SandboxError):
        pass
    raise SandboxError(
        "the change is in the log, and could not be made in the world yet",
        "the next turn makes it, or opening the session again; do not repeat it",
    )


def _write(
    live: "LiveSession", event: WorldEdited, after: int, tell: Callable[[Event], None]
) -> WorldEdited:
    """Writes the event, synced. Its placeholders belong to the turn that it follows."""
    learn(live.parts.mask, event.changes, live.pack)
    dumped: JSON = event.model_dump(mode="json", include={"changes"})
    live.parts.mask.mask(dumped, after)
    writer = live.writer()
    try:
        parts, sink = live.parts, live.vault_first(writer)
        journal = Journal(sink, parts.mask, parts.ports.clock, parts.stopwatch, tell)
        written = journal.write(event)
        writer.sync()
        parts.world.add(written.changes)  # the digest follows the log, also where a commit fails
        return written
    finally:
        live.close_writer(writer)


def complete_edit(live: "LiveSession") -> bool:
    """Makes the last edit of the log in the world too, where a crash came between; True if so.

    For the holder of the lock.
    """
    edits = _edits(live)
    return bool(edits) and _complete(live, edits[-1], len(edits))


def _complete(live: "LiveSession", event: WorldEdited, number: int) -> bool:
    if by_hand.is_done(_world(live), number):
        return False
    dumped: JSON = [one.model_dump() for one in event.changes]
    real = live.parts.mask.restore(dumped)
    assert isinstance(real, list)
    changes = [RowChange.model_validate(one) for one in real]
    if not by_hand.as_before(_world(live), changes):
        return False
    by_hand.edit(_world(live), changes, number, len(live.session.turns))
    return True


def take_snapshot(live: "LiveSession", name: str) -> Snapshot:
    """A copy of the world as it is, under this name. Raises `SandboxError`, also during a turn."""
    live.check_idle()
    with held(live.folder.lock):
        live.catch_up()
        return _taking(live, name)()


async def take_aside(live: "LiveSession", name: str) -> Snapshot:
    """`take_snapshot`, in a thread; see `edit_aside`."""
    live.check_idle()
    with held(live.folder.lock):
        live.catch_up()
        return await live.aside.run(_taking(live, name))


def _taking(live: "LiveSession", name: str) -> Callable[[], Snapshot]:
    after, at = len(live.session.turns), live.parts.ports.clock.now()
    # Connections of its own: the session's reader belongs to the thread of the loop.
    world = WorldDatabase(live.folder.world, _world(live).pack_name)
    return lambda: snapshots.take(world, snapshot_folder(live), name, after, at)


def snapshot_folder(live: "LiveSession") -> Path:
    """Where the snapshots of a session lie: in its own folder, so that they go with it."""
    return live.folder.snapshots


def _edits(live: "LiveSession") -> list[WorldEdited]:
    return [event for event in live.session.outside if isinstance(event, WorldEdited)]


def _world(live: "LiveSession") -> WorldDatabase:
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    return world
