"""What the prompt needs of a session that has a folder and a pack.

`sandbox.cli.driver.ScreenDriver` gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from sandbox.pack.pack import Pack
    from sandbox.tui.driver import Driver


@dataclass(frozen=True)
class House:
    """`folder` is the session's own, `world` its database, `pack` the version it runs on."""

    folder: Path
    world: Path
    pack: Pack


@runtime_checkable
class Housed(Protocol):
    """A live session with a folder of its own."""

    @property
    def house(self) -> House: ...

    async def begin(self, customer: str | None, model: str, seed: int | None) -> Driver:
        """A new session on the same pack; None and "" as in this one. Raises `SandboxError`."""
        ...

    def switch_principal(self, customer: str) -> None:
        """From the next turn on this customer speaks; "" for nobody. Raises `SandboxError`."""
        ...
