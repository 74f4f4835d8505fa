"""What the terminal and its variables want of the screen: colour, characters, motion.

From the environment alone; what a person sets goes before it, see `sandbox.tui.config`.
"""

from __future__ import annotations

import locale
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Glyphs = Literal["unicode", "ascii"]
GLYPHS: Final[tuple[Glyphs, ...]] = ("unicode", "ascii")

DARK: Final = "hopscope-dark"
LIGHT: Final = "hopscope-light"
CONTRAST: Final = "high-contrast"
NO_COLOUR: Final = "no-colour"

_SLOW: Final = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_NO_MOTION: Final = ("none", "0")


@dataclass(frozen=True, slots=True)
class Look:
    """How the screen is drawn. `still`: nothing moves by itself but a count of seconds."""

    colour: bool = True
    glyphs: Glyphs = "unicode"
    still: bool = False


def look_of(environ: Mapping[str, str], utf8: bool = True) -> Look:
    """What `environ` wants: NO_COLOR (no-color.org), TERM, SANDBOX_ASCII, TEXTUAL_ANIMATIONS, ssh.

    Without colour also without glyphs: a terminal or a person that wants no colour gets letters.
    """
    colour = not environ.get("NO_COLOR") and environ.get("TERM") not in ("dumb", "unknown")
    plain = bool(environ.get("SANDBOX_ASCII")) or not utf8 or not colour
    still = environ.get("TEXTUAL_ANIMATIONS", "").lower() in _NO_MOTION
    still = still or any(environ.get(name) for name in _SLOW)
    return Look(colour, "ascii" if plain else "unicode", still)


def locale_is_utf8() -> bool:
    """True where the locale can write more than ASCII."""
    return "utf" in locale.getpreferredencoding(False).lower()
