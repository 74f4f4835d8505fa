"""The dialog in which a person marks a turn good or bad, with a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sandbox.tui.config import moved
from sandbox.tui.feed.safe import one_line
from sandbox.tui.keymap import bindings
from sandbox.tui.screens.dialog import Dialog

MarkWord = Literal["good", "bad"]

NOTE_CAP: Final = 2_000
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class MarkAnswer:
    """What the person said; `mark` None takes the mark away."""

    mark: MarkWord | None
    note: str = ""


class MarkScreen(Dialog["MarkAnswer | None"]):
    """g or b, then a note and Enter. Esc goes one step back, from the first step out."""

    BINDINGS = bindings("mark")
    AUTO_FOCUS = "#mark"
    DEFAULT_CSS = """
    MarkScreen { align: center bottom; }
    #mark {
        width: 76; max-width: 96%; height: auto;
        border: round $accent; background: $surface; padding: 0 1;
    }
    #mark Static { height: auto; max-height: 9; }
    #mark-note { display: none; height: 1; margin-top: 1; background: $panel; }
    #mark-keys { margin-top: 1; }
    MarkScreen.-note #mark-note { display: block; }
    """

    def __init__(
        self, turn: int, asked: str, mark: MarkWord | None, note: str, reply: str = ""
    ) -> None:
        super().__init__()
        self.turn = turn
        self.asked = asked
        self.reply = reply
        self.mark: MarkWord | None = mark
        self.note = note

    def compose(self) -> ComposeResult:
        frame = Vertical(id="mark")
        frame.can_focus = True
        with frame:
            yield Static(self._content(), markup=False)
            note = Input(
                self.note, placeholder="why? (also without)", compact=True, id="mark-note",
                max_length=NOTE_CAP,
            )  # fmt: skip
            note.cursor_blink = False
            yield note
            yield Static(self._keys(), id="mark-keys", markup=False)

    def on_mount(self) -> None:
        title = Content(f"Mark turn {self.turn}")
        self.query_one("#mark").border_title = title  # pyright: ignore[reportAttributeAccessIssue]

    def _content(self) -> Content:
        """What was asked, the reply (a dialog covers some of the chat), and the mark it has."""
        parts = [(one_line(self.asked, 140), "$text-primary")]
        if self.reply:
            parts.append(("\n" + one_line(self.reply, 360), "$foreground"))
        if self.mark is not None:
            note = f": {one_line(self.note, 140)}" if self.note else ""
            parts.append((f"\nmarked {self.mark}{note}", "$foreground-muted"))
        return Content.assemble(*parts)

    def _keys(self) -> Content:
        if self.has_class("-note"):
            shown = (("Enter", f"mark {self.mark}"), ("Esc", "back"))
        else:
            none = (("mark_none", "no mark"),) if self.mark else ()
            keys = (("mark_good", "good"), ("mark_bad", "bad"), *none, ("mark_leave", "leave"))
            shown = tuple((moved.shown(key), word) for key, word in keys)
        parts = [
            part for key, word in shown for part in ((key, "bold $text-accent"), f" {word}   ")
        ]
        return Content.assemble(*parts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("choose", "unmark"):
            return not self.has_class("-note")
        return True

    def action_choose(self, mark: MarkWord) -> None:
        self.mark = mark
        self._step(note=True)

    def action_unmark(self) -> None:
        if self.mark is not None:
            self.finish(MarkAnswer(None))

    def action_leave(self) -> None:
        if self.has_class("-note"):
            self._step(note=False)
        else:
            self.finish(None)

    def _step(self, note: bool) -> None:
        self.set_class(note, "-note")
        self.query_one("#mark-keys", Static).update(self._keys())
        self.query_one("#mark-note" if note else "#mark").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.finish(MarkAnswer(self.mark, " ".join(event.value.split())))

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.finish(None)
