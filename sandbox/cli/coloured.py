"""Colour on a terminal that takes it."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from sandbox.cli import output

if TYPE_CHECKING:
    from sandbox.replay.report import Row

_TONES: Final = {"good": "32", "bad": "31;1", "-": "31", "+": "32", "dim": "2"}
_CHANGED: Final = "7"
"""What changed inside a line stands out by being reversed."""


def wanted() -> bool:
    """True on a terminal, unless NO_COLOR is set (no-color.org) or it is a dumb one."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def rows(lines: "Iterable[Row]") -> None:
    """Lines of a report; in a pipe as plain as any other output."""
    if not wanted():
        output.lines(line.text for line in lines)
        return
    for line in lines:
        tone = _TONES.get(line.tone, "")
        pieces = (_piece(output.visible(text), tone, changed) for text, changed in line.pieces)
        output.escaped("".join(pieces))


def _piece(text: str, tone: str, changed: bool) -> str:
    codes = ";".join(code for code in (tone, _CHANGED if changed else "") if code)
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text
