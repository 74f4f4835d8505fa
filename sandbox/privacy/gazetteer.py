"""First names and family names of many countries, read when a text first asks for them."""

from functools import cache
from importlib.resources import files
from typing import Final

from sandbox.privacy.words import fold

_FILES: Final = ("first_names.txt", "family_names.txt")


@cache
def _names(file: str) -> frozenset[str]:
    text = files("sandbox.privacy.data").joinpath(file).read_text("utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def is_first_name(word: str) -> bool:
    """Whether the word, whatever its case and accents, is somebody's first name."""
    return fold(word) in _names(_FILES[0])


def is_family_name(word: str) -> bool:
    """Whether the word, whatever its case and accents, is a family name."""
    return fold(word) in _names(_FILES[1])
