"""Figures and foreign text as words that can be read aloud: no glyphs, no control characters."""

import unicodedata
from typing import Final

from sandbox.domain.money import Cost, Used
from sandbox.export.cost import amount

_CAP: Final = 400
"""Characters of a foreign text inside a line."""

_GLYPHS: Final = (
    (" → ", " to "),
    (" · ", ", "),
    ("≈", "about "),
    ("×", " times "),
    ("↑", " tokens in"),
    ("↓", " tokens out"),
    ("∥", "in parallel"),
    (" – ", " none "),
)


def visible(text: str) -> str:
    """`text` with odd spaces as a space, and control characters as `\\x1b` and the like."""
    return text if text.isprintable() else "".join(map(_visible, text))


def one_line(text: str, limit: int = _CAP) -> str:
    """`text` as one line of at most `limit` characters; what is cut off is told."""
    cut, more = text[:limit], len(text) - limit
    words = visible(" ".join(cut.split()))
    return f"{words}… and {more:,} more characters" if more > 0 else words


def worded(text: str) -> str:
    """One of our own lines without the glyphs that the screen uses."""
    for glyph, word in _GLYPHS:
        text = text.replace(glyph, word)
    return one_line(text.removesuffix(" –"), 1_000)


def took(ns: int | None) -> str:
    """A duration: `0.4 ms`, `118 ms`, `2.41 s`, `3 min 5 s`."""
    if ns is None:
        return "still running"
    if ns < 999_500_000:
        return f"{ns / 1e6:.1f} ms" if ns < 9_950_000 else f"{ns / 1e6:.0f} ms"
    if ns < 59_995_000_000:
        return f"{ns / 1e9:.2f} s"
    minutes, seconds = divmod(round(ns / 1e9), 60)
    return f"{minutes} min {seconds} s"


def cost(of: Cost | None) -> str:
    """`cost $0.0021`, `cost about $0.002`, `cost unknown`; never 0 for what is not known."""
    if of is None or of.nano is None:
        return "cost unknown"
    words = amount(of).replace("≈", "about ").replace("<", "under ")
    return f"cost {words}"


def tokens(used: Used) -> str:
    """`812 tokens in, 40 out`; `tokens unknown`; `at least …` where a part of it is unknown."""
    if used.unknown:
        return "tokens unknown"
    up, down = used.input, used.output
    about = ("at least " if used.untold else "") + ("about " if used.estimated else "")
    return f"{about}{up:,} tokens in, {about}{down:,} out"


def counted(number: int, noun: str) -> str:
    """`1 hop`, `3 hops`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    return f"\\x{ord(char):02x}"
