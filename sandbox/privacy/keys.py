"""Ids: tokens that name a row are never personal, however much they look like a phone number."""

import re
from collections.abc import Callable, Container, Iterable, Iterator

_TOKEN = re.compile(r"[\w#@+./-]+")
_PARTING = re.compile(r"[./+]|(?<=.)#")
_EDGE = "+./-"
_LONGEST = 128


class KeyShapes:
    """The keys of a world's tables.

    `exact`: sets of existing keys, or callables that tell whether a key exists (a world that
    grows). `patterns`: declared shapes such as `O-\\d{5}`, compared with whole tokens whatever the
    case. A token without a letter counts only when such a key exists: a pattern of bare digits
    would take every phone number for an id. `things`: folded words by which the back-end calls
    what it sells or does; a first name among them is a person's only when it is announced.

    Raises `ValueError` for a pattern that is no regular expression.
    """

    def __init__(
        self,
        exact: Iterable[Container[str] | Callable[[str], bool]] = (),
        patterns: Iterable[str] = (),
        things: Container[str] = (),
    ) -> None:
        self.things = things
        self._exact = [keys if callable(keys) else keys.__contains__ for keys in exact]
        self._patterns = [_compiled(pattern) for pattern in patterns]

    def is_id(self, token: str) -> bool:
        """Whether the token is the key of a row or has the declared shape of one."""
        if len(token) > _LONGEST:
            return False
        spellings = {token, token.upper(), token.lstrip("#")} - {""}
        if any(exists(word) for exists in self._exact for word in spellings):
            return True
        has_letter = any(map(str.isalpha, token))
        return has_letter and any(
            shape.fullmatch(word) for shape in self._patterns for word in spellings
        )

    def ids_around(
        self, text: str, start: int, end: int, is_personal: Callable[[str], bool]
    ) -> Iterator[tuple[int, int]]:
        """Start and end of each id among the tokens that `text[start:end]` touches.

        `is_personal` tells a key whose own column is marked `personal:`; that one is no id.
        """
        if not self._exact and not self._patterns:
            return
        for token in _TOKEN.finditer(text, *_widened(text, start, end)):
            for at, word in _words(token):
                if self.is_id(word) and not is_personal(word):
                    yield at, at + len(word)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"key pattern {pattern!r} is no regular expression: {error}") from error


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the whole tokens at its ends, as far as a key is long."""
    before = text[max(0, start - _LONGEST) : start]
    left = len(before)
    while left and _TOKEN.match(before[left - 1]):
        left -= 1
    after = _TOKEN.match(text, end, end + _LONGEST)
    return start - (len(before) - left), after.end() if after else end


def _words(token: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The token without signs at its ends and, unless it is a mail address, its parts."""
    whole = token[0].rstrip(_EDGE)
    lead = len(whole) - len(whole.lstrip(_EDGE))
    if len(whole) > lead:
        yield token.start() + lead, whole[lead:]
    if "@" in whole or not _PARTING.search(whole):
        return
    at = 0
    for part in _PARTING.split(whole):
        if part:
            yield token.start() + at, part
        at += len(part) + 1
