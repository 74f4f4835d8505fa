"""The prompt: several lines, history, completion of commands, and pastes too long to lay out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual import events
from textual.message import Message

from sandbox.tui.feed.format import size
from sandbox.tui.feed.safe import acts
from sandbox.tui.keymap import bindings
from sandbox.tui.prompting.typed import LOOKED_AT, Typed, typed
from sandbox.tui.widgets.ownkeys import OwnKeys

PASTE_CAP: Final = 8_000
"""Characters above which a paste stands in the prompt as a token; the text is sent whole.

So does one with characters that a terminal would act on, and one of more lines than `PASTE_LINES`.
"""

PASTE_LINES: Final = 40


class Prompt(OwnKeys):
    """Enter sends, ctrl+j makes a new line, up and down walk the history at its edges.

    `private`: the screen is masked, and what was sent before may hold real values.
    """

    BINDINGS = bindings("prompt")

    class Submitted(Message):
        """Text to send, pastes put back in place."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Entered(Message):
        """Enter with nothing typed."""

    class EditorWanted(Message):
        """The text is to be edited elsewhere."""

    class SearchWanted(Message):
        """What was sent before is to be searched."""

    class WordChanged(Message):
        """What is being typed changed; None is running text."""

        def __init__(self, typed: Typed | None) -> None:
            super().__init__()
            self.typed = typed

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
        self.completing = self.private = False
        self.past: list[str] = []
        self.keep: Callable[[str], None] = lambda text: None
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
    def typed(self) -> Typed | None:
        """What completion can help with at the cursor."""
        row, column = self.cursor_location
        if self.selected_text or column > LOOKED_AT:
            return None
        last = (row, column) == self.document.end
        return typed(self.document.get_line(row)[:column], first=row == 0, last=last)

    def put_word(self, word: str) -> None:
        """Puts `word` in the place of what is being typed."""
        found = self.typed
        if found is not None:
            row, column = self.cursor_location
            start = (row, column - found.start)
            self.replace(word, start, (row, column), maintain_selection_offset=False)

    def put(self, text: str) -> None:
        """Sets the prompt to `text`, the cursor at its end."""
        self._pastes = {}
        self.text = self._token(text) if folds(text) else text
        self.move_cursor(self.document.end)

    def take(self) -> str:
        """Empties the prompt and returns what was in it."""
        text = self.whole
        self.put("")
        return text

    def remember(self, text: str) -> None:
        """Adds `text` to the history, of which `keep` is told."""
        if text and (not self.past or self.past[-1] != text):
            self.past.append(text)
            self.keep(text)
        self._at = len(self.past)

    def earlier(self, texts: list[str]) -> None:
        """Puts `texts` in the place of the history, which they hold."""
        self.past = texts
        self._at = len(texts)

    def action_submit(self) -> None:
        # The list may be one letter behind what is typed: whoever takes the key looks again.
        if self.completing and self.typed is not None:
            self.post_message(self.Completion("enter"))
        else:
            self.submit()

    def submit(self) -> None:
        """Sends what is typed, if anything; whoever takes it empties the prompt."""
        text = self.whole
        if text.strip():
            self.post_message(self.Submitted(text))
        elif not text:
            self.post_message(self.Entered())

    def action_newline(self) -> None:
        self.insert("\n")

    def action_editor(self) -> None:
        self.post_message(self.EditorWanted())

    def action_search(self) -> None:
        self.post_message(self.SearchWanted())

    def action_delete_left(self) -> None:
        """Takes a folded paste away whole: half a token would be sent as it stands."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        token = next((one for one in self._pastes if before.endswith(one)), "")
        if token and not self.selected_text:
            self.delete((row, column - len(token)), (row, column))
        else:
            super().action_delete_left()

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
        if self.private:
            return
        if self._at == len(self.past):
            self._kept = self.whole
        at = max(0, min(self._at + by, len(self.past)))
        if at != self._at:
            self._at = at
            self.put(self.past[at] if at < len(self.past) else self._kept)

    def on_text_area_changed(self) -> None:
        self.touched += 1
        self.post_message(self.WordChanged(self.typed))

    def on_text_area_selection_changed(self) -> None:
        if self.completing:  # the cursor may have left the word
            self.post_message(self.WordChanged(self.typed))

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        room = PASTE_CAP - len(self.text)
        shown = self._token(text) if folds(text, room) else text
        # What is selected goes, as with any paste.
        self.replace(shown, *self.selection, maintain_selection_offset=False)

    def _token(self, text: str) -> str:
        lines = text.count("\n") + 1
        words = f", {lines:,} lines" if lines > 1 else ""
        token = f"‹pasted {len(self._pastes) + 1}: {size(len(text))}{words}›"  # noqa: RUF001
        self._pastes[token] = text
        return token


def folds(text: str, room: int = PASTE_CAP) -> bool:
    """Whether `text` stands in the prompt as a token."""
    return len(text) > room or text.count("\n") >= PASTE_LINES or acts(text)
