"""Colours by role and glyphs, defined once. A colour never stands alone: a letter or word does.

Roles are variables of `sandbox.tui.themes.roles`; glyphs become ASCII at the door, in
`sandbox.tui.themes.ascii`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TONE: Final[dict[str, str]] = {
    "": "",
    "dim": "$foreground-muted",
    "good": "$verdict-good",
    "bad": "$verdict-error",
    "warn": "$text-warning",
    "repair": "$verdict-repaired",
}

MARK: Final[dict[str, str]] = {
    "R": "bold $verdict-repaired",
    "D": "bold $verdict-denied",
    "E": "bold $verdict-error",
    "F": "bold $verdict-fault",
    "C": "bold $verdict-cancelled",
    "A": "bold $verdict-good",
    "!": "bold $verdict-repaired",
    "?": "bold $verdict-asked",
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
    "~": "bold reverse $sign-differs",
    "+": "bold reverse $sign-new",
}

SIGN_WORDS: Final[dict[str, str]] = {
    "~": "differs from the other run of it",
    "+": "not in the other run of it",
}

_BAR: Final[dict[str, str]] = {
    "infer": "$hop-infer",
    "execute": "$hop-execute",
    "policy": "$hop-policy",
    "fold": "$hop-fold",
    "waiting": "$hop-waiting",
}


def bar_style(name: str) -> str:
    """The colour of a hop's bar."""
    return _BAR.get(name, "$hop-engine")


@dataclass(slots=True)
class Glyphs:
    """Characters that draw; all one cell wide."""

    eighths: str = "▏▎▍▌▋▊▉█"
    dots: str = "⋯"
    open: str = "▾"
    closed: str = "▸"
    cursor: str = "►"
    gutter: str = "▌"
    rule: str = "─"
    wait: str = "┊"
    tick: str = "·"
    overlap: str = "∥"
    slow: str = "◔"
    spin: str = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
    branch: str = "└"


GLYPHS: Final = Glyphs()
_SPIN: Final = GLYPHS.spin


def keep_still(still: bool) -> None:
    """Takes the spinner away, so that only the seconds beside it move, or brings it back."""
    GLYPHS.spin = " " if still else _SPIN
