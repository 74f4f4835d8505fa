"""The model picker: every model there is, searched as you type."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sandbox.tui.feed.safe import one_line
from sandbox.tui.models.door import listed
from sandbox.tui.models.entries import entries, missing_key
from sandbox.tui.models.lines import about, head, model_line, title_line
from sandbox.tui.screens.dialog import Dialog
from sandbox.tui.style import TONE
from sandbox.tui.widgets.lines import LineView

if TYPE_CHECKING:
    from sandbox.models.listing import Choice
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver


class ModelLines(LineView, inherit_bindings=False):
    """Models under titles. The search box has the keys."""

    def __init__(self) -> None:
        super().__init__(id="model-lines")
        self.can_focus = False
        self.lines: list[Choice | str] = []
        self.cursor = 0
        self.current = ""
        self.filled = 0
        self.moved: Callable[[], None] = lambda: None
        self.picked: Callable[[], None] = lambda: None

    @property
    def choice(self) -> Choice | None:
        """The model under the cursor."""
        one = self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None
        return None if isinstance(one, str) else one

    def show(self, lines: list[Choice | str], name: str) -> None:
        """Shows `lines` with the cursor on model `name`, else on the first."""
        self.lines = lines
        names = ["" if isinstance(one, str) else one.name for one in lines]
        self.cursor = self._rest(names.index(name) if name in names else 0, 1)
        self.lines_changed()
        self.show_lines(range(max(self.cursor - 1, 0), self.cursor + 1))
        self.moved()

    def _rest(self, index: int, by: int) -> int:
        last = len(self.lines) - 1
        index = max(0, min(index, last))
        while 0 <= index <= last and isinstance(self.lines[index], str):
            index += by
        return index if 0 <= index <= last else min(1, max(last, 0))

    def line_count(self) -> int:
        return len(self.lines)

    def line(self, index: int) -> Content:
        one, width = self.lines[index], self.line_width
        if isinstance(one, str):
            return title_line(one, width)
        here = index == self.cursor
        return model_line(one, width, here, one.name == self.current, self.filled)

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self.lines else range(0)

    def go_to_line(self, index: int) -> None:
        self.cursor = self._rest(index, 1 if index >= self.cursor else -1)
        self.redraw()
        self.show_lines(range(self.cursor - (self.cursor == 1), self.cursor + 1))
        self.moved()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        index = offset.y + self.scroll_offset.y if offset is not None else -1
        if 0 <= index < len(self.lines) and not isinstance(self.lines[index], str):
            self.go_to_line(index)
            self.picked()


class ModelPicker(Dialog[str | None]):
    """Gives a name, or None. What is not listed may be typed out; a missing key keeps it open."""

    AUTO_FOCUS = "Input"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (16, "-short"), (30, "-tall")]
    BINDINGS = [
        ("escape", "leave", "leave"),
        ("up", "step(-1)", "up"),
        ("down", "step(1)", "down"),
        ("pageup", "step(-10)", "up"),
        ("pagedown", "step(10)", "down"),
    ]
    DEFAULT_CSS = """
    ModelPicker { align: center middle; background: $background 60%; }
    #models {
        width: 130; max-width: 96%; height: 80%; max-height: 40;
        border: round $accent; background: $surface; padding: 0 1;
        & Input { height: 1; background: $panel; }
        & Static { height: 1; }
        & ModelLines { background: $surface; }
        & #model-about { height: 2; }
    }
    ModelPicker.-short #models { height: 96%; }
    ModelPicker.-squat #models { height: 100%; }
    ModelPicker.-squat #model-about { display: none; }
    """

    def __init__(self, driver: Driver, title: str, recent: list[str], filled: int = 0) -> None:
        super().__init__()
        self.driver = driver
        self.picker_title = title
        self.recent = recent
        self.models: list[Choice] = []
        self.asking = True
        self.list = ModelLines()
        self.list.current, self.list.filled = driver.session.model, filled
        self.list.moved, self.list.picked = self._about, self._pick
        self.box = Input(placeholder="type to search: a name, a provider, a few letters")
        self.box.compact = True
        self.box.cursor_blink = False
        self._told = False

    def compose(self) -> ComposeResult:
        with Vertical(id="models"):
            yield self.box
            yield Static(id="model-head", markup=False)
            yield self.list
            yield Static(id="model-about", markup=False)

    def on_mount(self) -> None:
        self._titles()
        self.run_worker(self._load(), group="models", exit_on_error=False)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        self.query_one("#model-head", Static).update(head(self.list.line_width))
        self._about()

    async def _load(self) -> None:
        """What is known at once, then what servers of this machine and past sessions say."""
        try:
            self._found(await asyncio.to_thread(listed, self.driver, False))
            self._found(await asyncio.to_thread(listed, self.driver, True))
        finally:
            self.asking = False
            if self.is_attached:
                self._titles()

    def _found(self, models: list[Choice]) -> None:
        if self.is_attached:
            chosen = self.list.choice
            fresh = not self.models
            self.models = models
            self._fill("" if fresh or chosen is None else chosen.name)

    def _fill(self, name: str) -> None:
        typed = self.box.value.strip()
        self.list.show(entries(self.models, typed, self.recent), name)
        self._draw()
        self._titles()

    def _titles(self) -> None:
        frame = self.query_one("#models", Vertical)
        shown = sum(not isinstance(one, str) for one in self.list.lines)
        total = len(self.models)
        words = f"{shown:,} of {total:,}" if shown != total else f"{total:,}"
        more = " · asking local servers …" if self.asking else ""
        frame.border_title = Content(one_line(self.picker_title, 200))  # pyright: ignore
        frame.border_subtitle = Content(f"{words}{more} · Enter picks · Esc leaves")  # pyright: ignore

    def _about(self) -> None:
        if not self.is_attached:
            return
        self._told = False
        one = self.list.choice
        typed = self.box.value.strip()
        if one is not None:
            words = about(one, self.list.filled, max(self.list.line_width, 10))
        elif typed and self.models:
            words = Content(f"No model is called that. Enter tries {one_line(typed, 80)} as it is.")
        else:
            words = Content("Loading …" if self.asking else "")
        self.query_one("#model-about", Static).update(words)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._pick()

    def _pick(self) -> None:
        one, typed = self.list.choice, self.box.value.strip()
        if one is None:
            if typed and self.models:
                self.finish(typed)
            return
        missing = missing_key(one)
        if missing:
            self._say(missing, "warn")
        else:
            self.finish(one.name)

    def _say(self, text: str, tone: str) -> None:
        self._told = True
        shown = Content(one_line(text, 400)).stylize(TONE[tone])
        self.query_one("#model-about", Static).update(shown)

    def action_step(self, by: int) -> None:
        self.list.go_to_line(self.list.cursor + by)

    def action_leave(self) -> None:
        """Esc: takes the search away, then leaves."""
        if self.box.value:
            self.box.value = ""
        else:
            self.finish(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.finish(None)


def choose_model(app: HopscopeApp, title: str, picked: Callable[[str | None], None]) -> None:
    """Opens the picker over whatever is on the screen."""
    driver, window = app.driver, app.main.meter.meter.window
    recent = app.recent.names(driver.session)
    app.push_screen(ModelPicker(driver, title, recent, window), picked)
