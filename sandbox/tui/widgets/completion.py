"""The list of commands over the prompt while a slash word is typed."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Completion(OptionList, can_focus=False):
    """Shows what fits; the prompt keeps the focus and sends the keys."""

    class Taken(Message):
        """An option was clicked."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self) -> None:
        super().__init__(id="completion", compact=True)
        self.display = False

    def offer(self, options: list[tuple[str, str, str]]) -> None:
        """Shows (word, argument, help) lines; hides itself without any."""
        self.clear_options()
        for word, argument, words in options:
            label = Content.assemble(
                (word, "bold $text-accent"), (f" {argument}" if argument else "", ""), "  ",
                (words, "$foreground-muted"),
            )  # fmt: skip
            self.add_option(Option(label, id=word))
        self.display = bool(options)
        if options:
            self.highlighted = 0

    @property
    def word(self) -> str:
        """The highlighted option's word, "" for none."""
        if not self.display or self.highlighted is None:
            return ""
        return self.get_option_at_index(self.highlighted).id or ""

    def step(self, by: int) -> None:
        """Moves the highlight, round the ends."""
        if self.option_count:
            self.highlighted = ((self.highlighted or 0) + by) % self.option_count

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Taken(event.option.id or ""))
