"""The list over the prompt: commands, what can follow them, rows of the back-end."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from sandbox.tui.feed.safe import one_line
from sandbox.tui.prompting.offer import Offer


class Completion(OptionList, can_focus=False):
    """Shows what fits; the prompt keeps the focus and sends the keys.

    `chosen`: the highlight was moved by hand.
    """

    DEFAULT_CSS = "Completion { text-wrap: nowrap; text-overflow: ellipsis; }"

    class Taken(Message):
        """An option was clicked."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self) -> None:
        super().__init__(id="completion", compact=True)
        self.display = False
        self.offers: list[Offer] = []
        self.chosen = False

    def offer(self, offers: list[Offer]) -> None:
        """Shows `offers`; hides itself without any."""
        if offers == self.offers:
            self.display = bool(offers)
            return
        self.offers, self.chosen = offers, False
        self.clear_options()
        self.add_options([Option(_label(offer)) for offer in offers])
        self.display = bool(offers)
        if offers:
            self.highlighted = 0

    @property
    def word(self) -> str:
        """The highlighted option's word, "" for none."""
        if not self.display or self.highlighted is None:
            return ""
        return self.offers[self.highlighted].word

    def step(self, by: int) -> None:
        """Moves the highlight, round the ends."""
        if self.option_count:
            self.chosen = True
            self.highlighted = ((self.highlighted or 0) + by) % self.option_count

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Taken(self.offers[event.option_index].word))


def _label(offer: Offer) -> Content:
    return Content.assemble(
        (one_line(offer.word, 80), "bold $text-accent"),
        (f" {offer.argument}" if offer.argument else "", ""),
        "  ",
        (one_line(offer.help, 160), "$foreground-muted"),
    )
