"""A stream of text cut into sentences and lines: what is read aloud comes whole."""

import re
from collections.abc import Iterator
from typing import Final

_END: Final = re.compile(
    r"""(?P<wide>(?<=[\u3002\uff01\uff1f])(?!["'”’\u300d\u300f\uff09]))"""
    r"""|[.!?…]["'”’)\]*_]*(?P<gap>[ \t]+)(?=\S)|(?P<lines>\n+)"""
)
"""Where a sentence ends: the gap after its full stop, the end of a line, or after a wide stop."""
_NUMBER: Final = re.compile(r"\s*(?:\d{1,3}|[A-Za-z])[.)]")
_LONGEST: Final = 2_000
"""Characters after which a sentence that does not end is cut at a space."""


class Sentences:
    """Takes pieces of any size; gives sentences that do not depend on where the pieces were cut.

    A sentence ends where the next one has begun, so that `e.g. this` and `3.50` stay whole.
    """

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> Iterator[str]:
        """The sentences that `piece` has completed."""
        self._text += piece
        while (cut := _cut(self._text)) is not None:
            sentence, self._text = self._text[: cut[0]].rstrip(), self._text[cut[1] :]
            if sentence:
                yield sentence

    def rest(self) -> Iterator[str]:
        """What is left at the end of the stream, as the last sentence."""
        text, self._text = self._text.rstrip(), ""
        if text.strip():
            yield text


def sentences(text: str) -> list[str]:
    """All sentences of a whole text."""
    of = Sentences()
    return [*of.feed(text), *of.rest()]


def _cut(text: str) -> tuple[int, int] | None:
    """Where the first sentence of `text` ends and the next begins; None while none is complete."""
    for end in _END.finditer(text):
        span = end.span(str(end.lastgroup))
        if span[0 if end.lastgroup == "lines" else 1] > _LONGEST:
            break
        if end.lastgroup == "lines":
            return span
        if span[1] >= len(text):
            return None
        if not (text[span[1]].islower() or _NUMBER.fullmatch(text[: span[0]])):
            return span
    if len(text) > _LONGEST:
        at = text.rfind(" ", 1, _LONGEST)
        return (at, at + 1) if at > 0 else (_LONGEST, _LONGEST)
    return None
