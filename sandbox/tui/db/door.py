"""What the DB pane needs of a session beside its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from sandbox.domain.schema import Table
    from sandbox.domain.tool import RowChange
    from sandbox.world.look import Look
    from sandbox.world.snapshots import Snapshot


class BackEnd(Protocol):
    """The world of one session. What is refused raises `SandboxError`.

    `read_only`: why nothing can be written, "" if it can. `note`: what there is to know of it.
    """

    @property
    def read_only(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def look(self) -> Look: ...

    def mask(self, value: Any) -> Any:
        """JSON with placeholders in place of personal values, as the log would show it."""
        ...

    def preview(self, sql: str) -> tuple[RowChange, ...]:
        """What a statement would change, with real values; nothing is done. For a thread."""
        ...

    def preview_restore(self, name: str) -> tuple[RowChange, ...]:
        """What it takes to have a snapshot's rows again. For a thread."""
        ...

    async def write(self, changes: tuple[RowChange, ...], restored: str = "") -> None:
        """Makes the changes as one event of the log, beside the screen."""
        ...

    def check_snapshot(self, name: str) -> None:
        """Raises `SandboxError` where no snapshot can have this name."""
        ...

    async def snapshot(self, name: str) -> Snapshot:
        """Copies the world, beside the screen."""
        ...

    def snapshots(self) -> Sequence[Snapshot]: ...
    def queries(self) -> Mapping[str, str]: ...
    def save_query(self, name: str, sql: str) -> None: ...
    def drop_query(self, name: str) -> None: ...
    def close(self) -> None: ...


@runtime_checkable
class HasBackEnd(Protocol):
    """A driver that can show its world."""

    def back_end(self) -> BackEnd:
        """Raises `SandboxError` where there is nothing to show, with why."""
        ...
