"""Two versions of a prompt: changed lines with two lines around them, changed words marked."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sandbox.replay.diff import Piece
    from sandbox.replay.report import Row

_AROUND: Final = 2
_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE: Final = 0.3
"""Lines that share less than this are two lines, not one that changed."""


def diff_rows(old: str, new: str) -> Iterator["Row"]:
    """Nothing where they are the same. `@@` says at which line of the new text one begins."""
    left, right = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for group in matcher.get_grouped_opcodes(_AROUND):
        yield _row("dim", ((f"@@ line {group[0][3] + 1}", False),))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (_row("", ((f"  {line}", False),)) for line in left[i1:i2])
            else:
                yield from _changed(left[i1:i2], right[j1:j2])


def counts(old: str, new: str) -> tuple[int, int]:
    """How many lines went and came."""
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return sum(c[2] - c[1] for c in codes), sum(c[4] - c[3] for c in codes)


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator["Row"]:
    """Line by line where as many came as went, so that a word stands under its word."""
    if len(left) == len(right):
        for old, new in zip(left, right, strict=True):
            yield from _pair(old, new)
        return
    yield from (_row("-", ((f"- {line}", False),)) for line in left)
    yield from (_row("+", ((f"+ {line}", False),)) for line in right)


def _pair(old: str, new: str) -> Iterator["Row"]:
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    was: list[Piece] = [("- ", False)]
    now: list[Piece] = [("+ ", False)]
    alike = matcher.ratio() >= _ALIKE
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        marked = alike and tag != "equal"
        was.append(("".join(left[i1:i2]), marked))
        now.append(("".join(right[j1:j2]), marked))
    yield _row("-", tuple(was))
    yield _row("+", tuple(now))


def _row(tone: str, pieces: "tuple[Piece, ...]") -> "Row":
    from sandbox.replay.report import Row

    return Row(tone, pieces)  # pyright: ignore[reportArgumentType]
