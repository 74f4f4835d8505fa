"""The words and numbers of a text, and what stands side by side among them."""

import re
from typing import NamedTuple

from sandbox.privacy.address_words import (
    NOT_A_TOWN,
    PARTICLES,
)

_NUMBER = re.compile(r"\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?\.?")
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|ª|º)", re.IGNORECASE)
NEAR = re.compile(r"[ \t\u00a0]{1,2}")
_TO_NUMBER = re.compile(
    r"(?:,?[ \u00a0]{1,2}|, ?)(?:(?:n[º°.]|no\.?|nr\.?|д\.|№)[ \u00a0]?)?", re.I
)


class Token(NamedTuple):
    start: int
    end: int
    text: str
    word: str
    """In small letters and without its dot."""


class Tokens:
    """Words and numbers of one text, asked by their position."""

    def __init__(self, text: str, tokens: list[Token], is_small: bool) -> None:
        """`is_small`: the text has no capital."""
        self.text = text
        self.tokens = tokens
        self.is_small = is_small

    def gap(self, at: int, shape: re.Pattern[str]) -> bool:
        """Whether what stands between token `at` and the next is of this shape."""
        if not 0 <= at < len(self.tokens) - 1:
            return False
        return bool(shape.fullmatch(self.text, self.tokens[at].end, self.tokens[at + 1].start))

    def is_number(self, at: int) -> bool:
        if not 0 <= at < len(self.tokens):
            return False
        token = self.tokens[at]
        return bool(_NUMBER.fullmatch(token.text)) and self.text[
            token.start - 1 : token.start
        ] not in (
            *"#$€£",
            *"-–",
        )

    def is_name(self, at: int) -> bool:
        if not 0 <= at < len(self.tokens):
            return False
        token = self.tokens[at]
        if _ORDINAL.fullmatch(token.text):
            return True
        if token.text[0].isdigit() or (token.word in NOT_A_TOWN and token.word != "march"):
            return False
        return self.is_small or token.text[0].isupper() or token.word in PARTICLES

    def first_name(self, at: int, most: int) -> int:
        """The first token of the name that ends with token `at - 1`."""
        first = at
        while first > max(0, at - most) and self.gap(first - 1, NEAR) and self.is_name(first - 1):
            first -= 1
        return first

    def number_after(self, at: int) -> int:
        """The token of the house number after token `at`; -1 if there is none."""
        token = at + 1
        if token < len(self.tokens) and self.tokens[token].word in (
            "n",
            "no",
            "nr",
            "nº",
            "n°",
            "д",
        ):
            token += 1
        if not self.is_number(token) or len(self.tokens[token].text.rstrip(".")) > 5:
            return -1
        between = self.text[self.tokens[at].end : self.tokens[token].start]
        return token if _TO_NUMBER.fullmatch(between) else -1
