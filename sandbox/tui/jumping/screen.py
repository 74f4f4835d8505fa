"""The letters over the main screen, until one is typed."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from sandbox.tui.jumping.letters import letters
from sandbox.tui.jumping.places import Place
from sandbox.tui.screens.dialog import Dialog


class JumpScreen(Dialog[Place | None]):
    """Gives the place whose letters were typed; any other key leaves."""

    DEFAULT_CSS = """
    JumpScreen {
        & Static {
            position: absolute; width: auto; height: 1;
            background: $warning; color: $background; text-style: bold;
        }
        & .-out { display: none; }
    }
    """

    def __init__(self, places: list[Place]) -> None:
        super().__init__()
        self.places = dict(zip(letters(len(places)), places, strict=True))
        self.typed = ""

    def on_mount(self) -> None:
        self.styles.background = "transparent"  # the app's sheet makes every screen opaque

    def compose(self) -> ComposeResult:
        for word, place in self.places.items():
            label = Static(Content(word), markup=False, id=f"jump-{word}")
            label.styles.offset = (place.x, place.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.typed += event.character or " "
        if self.typed in self.places:
            self.finish(self.places[self.typed])
        elif not any(word.startswith(self.typed) for word in self.places):
            self.finish(None)
        else:
            for label in self.query(Static):
                label.set_class(not str(label.id).startswith(f"jump-{self.typed}"), "-out")

    def on_click(self, event: events.Click) -> None:
        self.finish(None)

    def on_resize(self, event: events.Resize) -> None:
        """Another size: the letters would stand beside what they are for."""
        if self._shown and event.size != self._shown:
            self.finish(None)
        self._shown = event.size

    _shown = None
