"""The panes of the dock: name, number, title, and what makes the view at its first opening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, Literal, cast

if TYPE_CHECKING:
    from sandbox.tui.dock.view import DockView

DockName = Literal["state", "db", "faults", "log"]


@dataclass(frozen=True, slots=True)
class DockKind:
    """One pane. `home` is module and class of its view, imported when it is first opened."""

    name: DockName
    number: str
    label: str
    home: tuple[str, str]

    def make(self) -> DockView:
        """The view; nothing of it is loaded before."""
        module, name = self.home
        maker = cast("Callable[[], DockView]", getattr(import_module(module), name))
        return maker()


_KINDS: Final = (
    DockKind("state", "4", "State", ("sandbox.tui.dock.state.view", "StateView")),
    DockKind("db", "5", "DB", ("sandbox.tui.db.view", "DbView")),
    DockKind("faults", "6", "Faults", ("sandbox.tui.dock.faults.view", "FaultsView")),
    DockKind("log", "8", "Log", ("sandbox.tui.dock.log.view", "LogView")),
)

DOCK: Final[dict[str, DockKind]] = {kind.name: kind for kind in _KINDS}
"""By name, in the order of their tabs."""
