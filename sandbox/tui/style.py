"""Colours by role and glyphs, defined once. A colour never stands alone: a letter or word does.

Roles name variables that every Textual theme has, so user themes stay complete.
"""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass
from typing import Final

TONE: Final[dict[str, str]] = {
    "": "",
    "dim": "$foreground-muted",
    "good": "$text-success",
    "bad": "$text-error",
    "warn": "$text-warning",
    "repair": "$text-warning",
}

MARK: Final[dict[str, str]] = {
    "R": "bold $text-warning",
    "D": "bold $text-error",
    "E": "bold $text-error",
    "F": "bold $text-warning",
    "C": "bold $foreground-muted",
    "A": "bold $text-success",
    "!": "bold $text-warning",
    "?": "bold $text-warning",
}

MARK_WORDS: Final[dict[str, str]] = {
    "R": "repaired",
    "D": "denied",
    "E": "error",
    "F": "fault injected",
    "C": "cancelled",
    "A": "decided or answered by a person",
    "!": "problem found",
    "?": "waits for a person",
}

SIGN: Final[dict[str, str]] = {
    "~": "bold reverse $warning",
    "+": "bold reverse $success",
}

SIGN_WORDS: Final[dict[str, str]] = {
    "~": "differs from the other run of it",
    "+": "not in the other run of it",
}

_BAR: Final[dict[str, str]] = {
    "infer": "$accent",
    "execute": "$success",
    "policy": "$warning",
    "fold": "$foreground-muted",
    "waiting": "$warning",
}


def bar_style(name: str) -> str:
    """The colour of a hop's bar."""
    return _BAR.get(name, "$primary")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters that draw; all one cell wide."""

    eighths: str
    dots: str
    open: str
    closed: str
    cursor: str
    gutter: str
    rule: str
    wait: str
    tick: str
    overlap: str
    slow: str
    spin: str
    branch: str


UNICODE: Final = Glyphs(
    eighths="▏▎▍▌▋▊▉█",
    dots="⋯",
    open="▾",
    closed="▸",
    cursor="►",
    gutter="▌",
    rule="─",
    wait="┊",
    tick="·",
    overlap="∥",
    slow="◔",
    spin="⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏",
    branch="└",
)
ASCII: Final = Glyphs(
    eighths="|||====#",
    dots=".",
    open="v",
    closed=">",
    cursor=">",
    gutter="|",
    rule="-",
    wait=":",
    tick=".",
    overlap="=",
    slow="s",
    spin="|/-\\",
    branch="`",
)


def glyphs() -> Glyphs:
    """ASCII where `SANDBOX_ASCII` is set or the locale is not UTF-8."""
    utf8 = "utf" in locale.getpreferredencoding(False).lower()
    return UNICODE if utf8 and not os.environ.get("SANDBOX_ASCII") else ASCII


GLYPHS: Final = glyphs()
