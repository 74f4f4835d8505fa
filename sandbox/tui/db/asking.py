"""The dialog before rows are changed by hand: each of them before → after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sandbox.tui.db.grid import SIGN
from sandbox.tui.db.values import text_of
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from sandbox.domain.tool import RowChange

_MOST: Final = 200
"""Lines shown; what is over is counted."""


class AskRows(Dialog[bool]):
    """y makes the changes; n and Esc leave everything as it is."""

    BINDINGS = [
        ("y", "answer(True)", "yes"),
        ("n,escape", "answer(False)", "no"),
        ("j", "down", "down"),
        ("k", "up", "up"),
    ]
    AUTO_FOCUS = "#ask-rows-body"
    DEFAULT_CSS = """
    AskRows { align: center middle; }
    AskRows > Vertical {
        width: 100; max-width: 96%; height: auto; max-height: 90%;
        border: round $warning; background: $surface; padding: 0 1;
        & VerticalScroll { height: auto; }
        & Static { height: auto; }
    }
    """

    def __init__(
        self,
        title: str,
        changes: Sequence[RowChange],
        shown: Callable[[RowChange], RowChange],
        note: str = "",
    ) -> None:
        super().__init__()
        self.ask_title = title
        self.changes = changes
        self._shown = shown
        self._note = note

    def compose(self) -> ComposeResult:
        with Vertical():
            with VerticalScroll(id="ask-rows-body"):
                yield Static(self._lines(), markup=False)
            if self._note:
                yield Static(Content(self._note).stylize("$foreground-muted"), markup=False)
            yield Static(
                Content.assemble(
                    ("y", "bold $text-accent"), " change them, as an event of the session   ",
                    ("n", "bold $text-accent"), " leave it",
                ),
                markup=False,
            )  # fmt: skip

    def on_mount(self) -> None:
        frame = self.query_one(Vertical)
        frame.border_title = Content(self.ask_title)  # pyright: ignore[reportAttributeAccessIssue]
        self.on_resize()

    def on_resize(self) -> None:
        room = max(self.size.height - 8, 3)
        self.query_one("#ask-rows-body").styles.max_height = room

    def _lines(self) -> Content:
        lines: list[Content] = []
        for change in self.changes:
            lines += change_content(change, self._shown)
            if len(lines) > _MOST:
                more = len(self.changes) - self.changes.index(change) - 1
                lines.append(Content(f"… {plural(more, 'more row')}"))
                break
        return Content("\n").join(lines)

    def action_answer(self, yes: bool) -> None:
        self.finish(yes)

    def action_down(self) -> None:
        self.query_one("#ask-rows-body").scroll_down(animate=False)

    def action_up(self) -> None:
        self.query_one("#ask-rows-body").scroll_up(animate=False)


def change_content(change: RowChange, shown: Callable[[RowChange], RowChange]) -> list[Content]:
    """A row that changes: a line for itself, and one for each cell that differs."""
    masked = shown(change)
    before, after = masked.before or {}, masked.after or {}
    real_before, real_after = change.before or {}, change.after or {}
    sign = {"insert": "+", "update": "~", "delete": "-"}[change.operation]
    head = f"{sign} {one_line(change.table)} {one_line(change.key)}"
    lines = [Content(head).stylize(f"bold {SIGN[sign]}")]
    for name in after or before:
        label = f"    {one_line(name)}  "
        if change.before is None or change.after is None:
            value = (after or before).get(name)
            if value is not None:
                lines.append(Content.assemble((label, "$foreground-muted"), text_of(value)))
        elif real_before.get(name) != real_after.get(name):
            lines.append(
                Content.assemble(
                    (label, "$foreground-muted"), (text_of(before.get(name)), "$text-error"),
                    " → ", (text_of(after.get(name)), "$text-success"),
                )
            )  # fmt: skip
    return lines
