"""Cuts an article into passages small enough for a prompt and large enough to stand alone."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from sandbox.pack.pack import Article

LONGEST: Final = 350
"""Characters after which a new passage begins, at the next paragraph."""
MOST_WORDS: Final = 120
"""Words after which even a paragraph is cut, at the end of a line or sentence."""

_HEADING = re.compile(r"(#{1,6}) +(.+?)\s*#*$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Chunk:
    """One passage to be. `id` is the article's, with `#2` and so on from the second on.

    `text` begins with the heading that it stands under; `headings` are all above it, `body` the
    text without any.
    """

    id: str
    article: str
    title: str
    text: str
    tags: str
    headings: str = ""
    body: str = ""


@dataclass
class _Piece:
    """`line`: the heading as it stands in the article, "" before the first one."""

    line: str
    path: tuple[str, ...]
    paragraphs: list[str]

    @property
    def text(self) -> str:
        return "\n\n".join((*([self.line] if self.line else []), *self.paragraphs))


def chunks_of(articles: Iterable[Article]) -> Iterator[Chunk]:
    """The chunks of all articles, in order of their ids."""
    for article in sorted(articles, key=lambda one: one.id):
        for number, piece in enumerate(_pieces(article.text), 1):
            yield Chunk(
                id=article.id if number == 1 else f"{article.id}#{number}",
                article=article.id,
                title=article.title,
                text=piece.text,
                tags=" ".join(article.tags),
                headings=" / ".join(piece.path),
                body="\n\n".join(piece.paragraphs),
            )


def split(text: str) -> list[str]:
    """Whole paragraphs, joined up to `LONGEST` characters; a heading begins a new chunk."""
    return [piece.text for piece in _pieces(text)]


def _pieces(text: str) -> list[_Piece]:
    """A heading above other headings and without a text of its own makes no piece."""
    pieces: list[_Piece] = []
    above: dict[int, str] = {}
    line = ""
    for block in (part.strip() for part in re.split(r"\n\s*\n", text)):
        first, _, rest = block.partition("\n")
        paragraph = block
        if heading := _HEADING.match(first):
            level = len(heading[1])
            above = {n: words for n, words in above.items() if n < level} | {level: heading[2]}
            line, paragraph = first.strip(), rest.strip()
            pieces.append(_Piece(line, tuple(above.values()), []))
        for part in _parts(paragraph):
            if not pieces or (pieces[-1].paragraphs and not _fits(pieces[-1], part)):
                pieces.append(_Piece(line, tuple(above.values()), []))
            pieces[-1].paragraphs.append(part)
    return [
        piece
        for piece, below in zip_longest(pieces, pieces[1:])
        if piece.paragraphs or below is None or len(below.path) <= len(piece.path)
    ]


def _fits(piece: _Piece, paragraph: str) -> bool:
    return len(piece.text) + len(paragraph) <= LONGEST


def _parts(paragraph: str) -> Iterator[str]:
    """The paragraph, cut where it has too many words: at lines, else sentences, else anywhere."""
    if len(paragraph.split()) <= MOST_WORDS:
        yield from (paragraph,) if paragraph else ()
        return
    lines = "\n" in paragraph and all(_words(one) <= MOST_WORDS for one in paragraph.split("\n"))
    units = paragraph.split("\n") if lines else _SENTENCE_END.split(paragraph)
    glue, part, count = "\n" if lines else " ", list[str](), 0
    for unit in (short for one in units for short in _short(one)):
        if part and count + _words(unit) > MOST_WORDS:
            yield glue.join(part)
            part, count = [], 0
        part.append(unit)
        count += _words(unit)
    yield glue.join(part)


def _short(sentence: str) -> Iterator[str]:
    words = sentence.split()
    if len(words) <= MOST_WORDS:
        yield sentence
        return
    for start in range(0, len(words), MOST_WORDS):
        yield " ".join(words[start : start + MOST_WORDS])


def _words(text: str) -> int:
    return len(text.split())
