"""The prompt: several lines, history, completion of commands, and pastes too long to lay out."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.message import Message

from sandbox.tui.feed.format import size
from sandbox.tui.feed.safe import acts
from sandbox.tui.keymap import bindings
from sandbox.tui.widgets.ownkeys import OwnKeys

PASTE_CAP: Final = 8_000
"""Characters above which a paste stands in the prompt as a token; the text is sent whole.

So does one with characters that a terminal would act on.
"""


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Prompt(OwnKeys):
    """Enter sends, ctrl+j makes a new line, up and down walk the history at its edges."""

    BINDINGS = bindings("prompt")

    class Submitted(Message):
        """Text to send, pastes put back in place."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class WordChanged(Message):
        """The first word changed: `text` is what completion looks at, "" for none."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Completion(Message):
        """A key for the completion list: "up", "down", "take" or "enter"."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self) -> None:
        super().__init__(
            id="prompt",
            compact=True,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self.completing = False
        self.past: list[str] = []
        self.touched = 0
        self._at = 0
        self._kept = ""
        self._pastes: dict[str, str] = {}

    @property
    def whole(self) -> str:
        """What is typed, with pastes in place of their tokens."""
        text = self.text
        for token, paste in self._pastes.items():
            text = text.replace(token, paste)
        return text

    @property
    def slash_word(self) -> str:
        """The command that is being typed, "" once there is more than its word."""
        text = self.text if len(self.text) < 40 else ""
        return text if text.startswith("/") and not text[1:].strip(_LETTERS) else ""

    def put(self, text: str) -> None:
        """Sets the prompt to `text`, the cursor at its end."""
        self._pastes = {}
        self.text = self._token(text) if len(text) > PASTE_CAP or acts(text) else text
        self.move_cursor(self.document.end)

    def take(self) -> str:
        """Empties the prompt and returns what was in it."""
        text = self.whole
        self.put("")
        return text

    def remember(self, text: str) -> None:
        """Adds `text` to the history."""
        if text and (not self.past or self.past[-1] != text):
            self.past.append(text)
        self._at = len(self.past)

    def action_submit(self) -> None:
        # The list may be one letter behind what is typed: only a bare word is completed.
        if self.completing and self.slash_word:
            self.post_message(self.Completion("enter"))
        else:
            self.submit()

    def submit(self) -> None:
        """Sends what is typed, if anything; whoever takes it empties the prompt."""
        text = self.whole
        if text.strip():
            self.post_message(self.Submitted(text))

    def action_newline(self) -> None:
        self.insert("\n")

    def action_history(self, by: int) -> None:
        if self.completing:
            self.post_message(self.Completion("up" if by < 0 else "down"))
        elif by < 0 and not self.cursor_at_first_line:
            self.action_cursor_up()
        elif by > 0 and not self.cursor_at_last_line:
            self.action_cursor_down()
        else:
            self._history(by)

    def _history(self, by: int) -> None:
        if self._at == len(self.past):
            self._kept = self.whole
        at = max(0, min(self._at + by, len(self.past)))
        if at != self._at:
            self._at = at
            self.put(self.past[at] if at < len(self.past) else self._kept)

    def on_text_area_changed(self) -> None:
        self.touched += 1
        self.post_message(self.WordChanged(self.slash_word))

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = event.text
        if len(text) + len(self.text) > PASTE_CAP or acts(text):
            text = self._token(text)
        self.insert(text.replace("\r\n", "\n").replace("\r", "\n"))

    def _token(self, text: str) -> str:
        token = f"‹pasted {len(self._pastes) + 1}: {size(len(text))}›"  # noqa: RUF001
        self._pastes[token] = text
        return token
