"""A dialog to pick one of many by typing a part of its name."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from sandbox.tui.screens.dialog import Dialog
from sandbox.tui.widgets.matched import matched


@dataclass(frozen=True, slots=True)
class Choice:
    """One line. `search` is matched; `after` follows it, dimmed. `id` "" can't be picked."""

    id: str
    search: str
    after: str = ""


class Picker(Dialog[str | None]):
    """Type to narrow, up and down to move, Enter to pick, Esc to leave things as they are.

    With `free`, Enter without a match gives what was typed.
    """

    BINDINGS = [
        ("escape", "leave", "leave"),
        ("up", "step(-1)", "up"),
        ("down", "step(1)", "down"),
        ("pageup", "step(-8)", "up"),
        ("pagedown", "step(8)", "down"),
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self, title: str, choices: list[Choice], current: str = "", free: bool = False
    ) -> None:
        super().__init__()
        self.picker_title = title
        self.choices = choices
        self.current = current
        self.free = free

    def compose(self) -> ComposeResult:
        with Vertical(id="picker"):
            box = Input(placeholder="type to narrow", compact=True)
            box.cursor_blink = False
            yield box
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        frame = self.query_one("#picker", Vertical)
        frame.border_title = Content(self.picker_title)  # pyright: ignore
        frame.border_subtitle = "Enter picks · Esc leaves"
        self.query_one(OptionList).can_focus = False
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value.strip())

    def _fill(self, typed: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for choice in self._matching(typed):
            options.add_option(
                Option(self._label(choice, typed), id=choice.id or None, disabled=not choice.id)
            )
        if options.option_count:
            options.highlighted = self._start(options, typed)

    def _matching(self, typed: str) -> list[Choice]:
        if not typed:
            return self.choices
        matcher = Matcher(typed)
        scored = [
            (matcher.match(f"{choice.search} {choice.after}"), choice)
            for choice in self.choices
            if choice.id
        ]
        scored = [pair for pair in scored if pair[0] > 0]
        scored.sort(key=lambda pair: -pair[0])
        return [choice for _, choice in scored]

    def _label(self, choice: Choice, typed: str) -> Content:
        if not choice.id:
            return Content(choice.search).stylize("bold $text-primary")
        mark = "● " if choice.id == self.current else "  "
        name = matched(Matcher(typed), choice.search) if typed else Content(choice.search)
        return Content.assemble(
            (mark, "$text-success"), name, (f"  {choice.after}", "$foreground-muted")
        )

    def _start(self, options: OptionList, typed: str) -> int:
        first = 0
        for index in range(options.option_count):
            option = options.get_option_at_index(index)
            if not typed and option.id == self.current and self.current:
                return index
            if option.disabled and index == first:
                first = index + 1
        return min(first, options.option_count - 1)

    def action_step(self, by: int) -> None:
        options = self.query_one(OptionList)
        for _ in range(abs(by)):
            if by > 0:
                options.action_cursor_down()
            else:
                options.action_cursor_up()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        options = self.query_one(OptionList)
        if options.option_count and options.highlighted is not None:
            self.finish(options.get_option_at_index(options.highlighted).id)
        elif self.free and event.value.strip():
            self.finish(event.value.strip())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.finish(event.option.id)

    def action_leave(self) -> None:
        self.finish(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.finish(None)
