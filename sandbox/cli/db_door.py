"""A live session's back-end as the screen looks into it, see `sandbox.tui.db.door.BackEnd`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.cli import db_queries
from sandbox.domain.tool import RowChange
from sandbox.hub import world_edit
from sandbox.hub.looking import as_logged, looking_mask
from sandbox.log.row_history import row_history
from sandbox.world.connection import connect
from sandbox.world.database import WorldDatabase
from sandbox.world.look import Look
from sandbox.world.snapshots import Snapshot, check_name, snapshots_in

if TYPE_CHECKING:
    from sandbox.domain.schema import Table
    from sandbox.hub.live import LiveSession
    from sandbox.privacy.mask import Mask


class LiveBackEnd:
    """Reads over connections of its own; writes through the session, between its turns."""

    read_only = ""
    note = ""

    def __init__(self, live: "LiveSession") -> None:
        world = live.parts.ports.rows
        assert isinstance(world, WorldDatabase)
        self._live = live
        self._mask: Mask | None = None
        self._known = -1
        self.tables: Mapping[str, Table] = world.tables
        self.look = Look(lambda: connect(world.path, durable=False), world.tables)

    def mask(self, value: Any) -> Any:
        """JSON as the log would show it, see `as_logged`."""
        live = self._live
        known = live.session.placeholders
        if self._mask is None or self._known != live.session.count:
            self._known = live.session.count
            self._mask = looking_mask(live.parts.mask.vault, live.pack, self._written())
        return as_logged(self._mask, known)(value)

    def _written(self) -> Iterator[RowChange]:
        """The rows that the session has written, with real values."""
        for deed in row_history(self._live.session):
            for change in deed.changes:
                yield RowChange.model_validate(self._live.restore(change.model_dump()))

    def preview(self, sql: str) -> tuple[RowChange, ...]:
        return world_edit.preview(self._live, sql, self.look.stoppable)

    def preview_restore(self, name: str) -> tuple[RowChange, ...]:
        return world_edit.preview_restore(self._live, name, self.look.stoppable)

    async def write(self, changes: tuple[RowChange, ...], restored: str = "") -> None:
        await world_edit.edit_aside(self._live, changes, restored)

    def check_snapshot(self, name: str) -> None:
        check_name(self._live.folder.snapshots, name)

    async def snapshot(self, name: str) -> Snapshot:
        return await world_edit.take_aside(self._live, name)

    def snapshots(self) -> list[Snapshot]:
        return snapshots_in(self._live.folder.snapshots)

    def queries(self) -> dict[str, str]:
        return db_queries.saved_queries(self._home)

    def save_query(self, name: str, sql: str) -> None:
        db_queries.save_query(self._home, name, sql, self.mask)

    def drop_query(self, name: str) -> None:
        db_queries.drop_query(self._home, name)

    def close(self) -> None:
        self.look.close()

    @property
    def _home(self) -> Path:
        return self._live.folder.path.parent.parent
