"""Letters for places: one each while they last, then two."""

from __future__ import annotations

from typing import Final

LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the fingers first."""


def letters(count: int) -> list[str]:
    """`count` words of one or two letters, none the beginning of another, short ones first.

    At most 676 are given.
    """
    size = len(LETTERS)
    firsts = 0
    while size - firsts + firsts * size < count and firsts < size:
        firsts += 1
    singles = list(LETTERS[: size - firsts])
    pairs = [one + two for one in LETTERS[size - firsts :] for two in LETTERS]
    return (singles + pairs)[:count]
