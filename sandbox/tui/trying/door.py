"""What `/try`, `/map` and the watch over files need of a session's pack.

`sandbox.cli.driver.ScreenDriver` gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from sandbox.check.tried import Tried
    from sandbox.pack.pack import Pack


@runtime_checkable
class Tryable(Protocol):
    """A live session and its pack."""

    def tried(self, text: str) -> Tried:
        """`text` as the next message, on a copy that is gone afterwards. For a thread.

        Raises `SandboxError`, also for a pack that can't be loaded as it is now.
        """
        ...

    def pack_now(self) -> Pack:
        """The pack as it lies on disk, or the version that the session is held to. For a thread.

        Raises `SandboxError` naming file and line.
        """
        ...


@dataclass(frozen=True, slots=True)
class News:
    """Files of the pack that were saved. `error`: why they can't be used, with file and line.

    `warnings`: of these files, as `file:line: words`.
    """

    files: tuple[str, ...]
    error: str = ""
    hint: str = ""
    warnings: tuple[str, ...] = ()


@runtime_checkable
class Watchable(Protocol):
    """A session that follows edits of its pack."""

    def pack_news(self) -> News | None:
        """What was saved since it was last asked, once; None for nothing. For a thread."""
        ...
