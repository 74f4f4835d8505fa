"""What every pane of the dock is to its host."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    from sandbox.tui.driver import Driver
    from sandbox.tui.key import Key


class DockView(Vertical):
    """The inside of a dock pane. Made at its first opening; the host frames it and tells it news.

    `home` takes the focus. What the pane's border says is `title` (after the pane's name) and
    `below`; a view posts `Changed` when they must be read anew.
    """

    DEFAULT_CSS = "DockView { height: 1fr; }"

    class Changed(Message):
        """`title` or `below` say something else now."""

    class Jumped(Message):
        """Go to a hop: the trace's cursor on it, and the inspector."""

        def __init__(self, hop: str) -> None:
            super().__init__()
            self.hop = hop

    @property
    def home(self) -> Widget:
        """The widget inside that takes the focus."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        return ""

    @property
    def below(self) -> str:
        return ""

    @property
    def hints(self) -> list[Key]:
        """Keys for the bottom line in place of the pane's, where some of these have no use."""
        return []

    def opened(self, driver: Driver) -> None:
        """A session is shown, or another one in its place."""

    def changed(self) -> None:
        """Events came, or the view comes to show. Never called while it is hidden."""

    def hide_values(self, hide: bool, restore: Callable[[Any], Any]) -> None:
        """Placeholders in place of real values, or `restore` again."""

    def step_back(self) -> bool:
        """What Esc closes inside the view (a list, a field); False when there is nothing."""
        return False

    def focus(self, scroll_visible: bool = True) -> DockView:
        """Gives the focus to `home`."""
        self.home.focus(scroll_visible)
        return self
