"""Two small dialogs: a line to type, and a question to be sure of."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.dialog import Dialog

_LOOKS = """
    {0} {{ align: center middle; }}
    {0} > Vertical {{
        width: 76; max-width: 94%; height: auto;
        border: round {1}; background: $surface; padding: 0 1;
        & Static {{ height: auto; max-height: 8; }}
        & Input {{ height: 1; background: $panel; margin-bottom: 1; }}
    }}
"""


class AskLine(Dialog[str | None]):
    """Enter gives what is typed, Esc None.

    `take` does something with what is typed; where it raises `SandboxError`, the dialog stays open,
    what was typed in it, and says why.
    """

    BINDINGS = [("escape", "leave", "leave")]
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = _LOOKS.format("AskLine", "$accent")

    def __init__(
        self,
        title: str,
        value: str,
        hint: str,
        longest: int = 200,
        take: Callable[[str], None] = lambda value: None,
    ) -> None:
        super().__init__()
        self._take = take
        self.ask_title = title
        self.value = value
        self.hint = hint
        self.longest = longest

    def compose(self) -> ComposeResult:
        with Vertical():
            box = Input(self.value, compact=True, max_length=self.longest)
            box.cursor_blink = False
            yield box
            yield Static(Content(self.hint).stylize("$foreground-muted"), markup=False)

    def on_mount(self) -> None:
        frame = self.query_one(Vertical)
        frame.border_title = Content(self.ask_title)  # pyright: ignore[reportAttributeAccessIssue]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        from sandbox.domain.faults import SandboxError

        try:
            self._take(event.value)
        except SandboxError as error:
            words = f"{error.message} ({error.hint})" if error.hint else error.message
            self.query_one(Static).update(Content(one_line(words)).stylize("$text-error"))
        else:
            self.finish(event.value)

    def action_leave(self) -> None:
        self.finish(None)


class Sure(Dialog[bool]):
    """y does it; n, Esc and a click beside it do not."""

    BINDINGS = [("y", "answer(True)", "yes"), ("n,escape", "answer(False)", "no")]
    AUTO_FOCUS = "Vertical"
    DEFAULT_CSS = _LOOKS.format("Sure", "$warning")

    def __init__(self, title: str, words: str, yes: str) -> None:
        super().__init__()
        self.ask_title = title
        self.words = words
        self.yes = yes

    def compose(self) -> ComposeResult:
        frame = Vertical()
        frame.can_focus = True
        with frame:
            yield Static(Content(self.words), markup=False)
            yield Static(
                Content.assemble(
                    "\n", ("y", "bold $text-accent"), f" {self.yes}   ",
                    ("n", "bold $text-accent"), " leave it",
                ),
                markup=False,
            )  # fmt: skip

    def on_mount(self) -> None:
        frame = self.query_one(Vertical)
        frame.border_title = Content(self.ask_title)  # pyright: ignore[reportAttributeAccessIssue]

    def action_answer(self, yes: bool) -> None:
        self.finish(yes)
