"""The words of `{"say": "…"}` while it streams, so that a screen need not wait for the end."""

import json
import re
from typing import Final

_BEGIN: Final = re.compile(r'\s*\{\s*"say"\s*:\s*"')
_WORDS: Final = re.compile(r'(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*')


class SayStream:
    """Feed it pieces of a reply; it returns what of its words can be read for sure by now."""

    def __init__(self) -> None:
        self._text = ""
        self.said = ""

    def feed(self, piece: str) -> str:
        """The words that `piece` added; "" for a reply that is no such JSON, or not yet."""
        self._text += piece
        begin = _BEGIN.match(self._text)
        if begin is None:
            return ""
        words = _WORDS.match(self._text, begin.end())
        try:
            said = json.loads(f'"{words[0] if words else ""}"', strict=False)
        except ValueError:
            return ""
        # The first half of a pair waits for its second.
        said = said[:-1] if said and "\ud800" <= said[-1] <= "\udbff" else said
        said = writable(said)
        new = said[len(self.said) :]
        self.said = said
        return new


def writable(text: str) -> str:
    """`text` with a "?" for each half of a surrogate pair: JSON may hold one, a log can't."""
    return text.encode("utf-8", "replace").decode()
