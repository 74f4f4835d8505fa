"""What is being typed: a command, an argument of one, or the name of a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

LOOKED_AT: Final = 400
"""Characters before the cursor that completion looks at."""

_COMMAND: Final = re.compile(r"/[A-Za-z]{0,30}")
_ROW: Final = re.compile(r"(?:^|(?<=\s))@([^\s@]{0,60})$")
_CALL: Final = re.compile(r"/([A-Za-z]{1,30})\s+(.*)")


@dataclass(frozen=True, slots=True)
class Typed:
    """`word` is what stands from `start` to the cursor; `start` counts back from the cursor.

    Of an argument, `command` is its command's name, and `before` the words between the two.
    """

    kind: Literal["command", "argument", "row"]
    word: str
    start: int
    command: str = ""
    before: tuple[str, ...] = ()


def typed(line: str, first: bool, last: bool) -> Typed | None:
    """Reads `line`, what stands before the cursor on its line; None for running text.

    `first`: it is the prompt's first line; `last`: nothing follows the cursor.
    """
    if len(line) > LOOKED_AT:
        return None
    if row := _ROW.search(line):
        return Typed("row", row[1], len(row[1]) + 1)
    if not (first and last):
        return None
    if _COMMAND.fullmatch(line):
        return Typed("command", line, len(line))
    if call := _CALL.fullmatch(line):
        *before, word = call[2].split(" ")
        words = tuple(part for part in before if part)
        return Typed("argument", word, len(word), call[1].lower(), words)
    return None
