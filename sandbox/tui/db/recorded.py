"""The world of a recording, made again from its log: read only, in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.domain.faults import SandboxError
from sandbox.hub.looking import as_logged, looking_mask
from sandbox.log.event import Event
from sandbox.log.fold import Session
from sandbox.replay.hidden_cells import as_found
from sandbox.replay.person import fresh_mask
from sandbox.world.apply import apply_changes
from sandbox.world.look import Look
from sandbox.world.memory import MemoryWorld

if TYPE_CHECKING:
    from sandbox.domain.tool import RowChange
    from sandbox.pack.pack import Pack
    from sandbox.world.snapshots import Snapshot


class RecordedBackEnd:
    """See `sandbox.tui.db.door.BackEnd`. For a thread: it applies every row change of the log.

    Raises `SandboxError` where the pack's seed is not the recording's any more.
    """

    read_only = "a recording is only viewed: nothing in it can be changed"
    note = "made again from the log"

    def __init__(self, events: Sequence[Event], pack: Pack) -> None:
        tape, session = fresh_mask(pack, events).tape, Session()
        world = MemoryWorld(pack)
        try:
            for event in events:
                news = session.back.news(event)
                if news:
                    apply_changes(world, as_found(news, tape, world))
                session.feed(event)
            image = world.reader().serialize()
        except SandboxError as error:
            raise SandboxError(
                f"the world can't be made again from the log: {error.message}", error.hint
            ) from None
        finally:
            world.close()
        self._mask = as_logged(looking_mask(tape.vault, pack, ()), session.placeholders)
        self.tables = dict(pack.tables)
        self.look = Look(lambda: _opened(image), self.tables)

    def mask(self, value: Any) -> Any:
        """As the log has it; a value without a placeholder there stands as its kind."""
        return self._mask(value)

    def preview(self, sql: str) -> tuple[RowChange, ...]:
        raise SandboxError(self.read_only)

    def preview_restore(self, name: str) -> tuple[RowChange, ...]:
        raise SandboxError(self.read_only)

    async def write(self, changes: tuple[RowChange, ...], restored: str = "") -> None:
        raise SandboxError(self.read_only)

    def check_snapshot(self, name: str) -> None:
        raise SandboxError(self.read_only)

    async def snapshot(self, name: str) -> Snapshot:
        raise SandboxError(self.read_only)

    def snapshots(self) -> list[Snapshot]:
        return []

    def queries(self) -> dict[str, str]:
        return {}

    def save_query(self, name: str, sql: str) -> None:
        raise SandboxError("queries are kept from a live session")

    def drop_query(self, name: str) -> None:
        raise SandboxError("queries are kept from a live session")

    def close(self) -> None:
        self.look.close()


def _opened(image: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(image)
    return connection
