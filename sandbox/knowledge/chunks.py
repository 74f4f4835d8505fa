"""Cuts an article into passages small enough for a prompt and large enough to stand alone."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandbox.pack.pack import Article

LONGEST = 350
"""Characters after which a new passage begins, at the next paragraph."""

_HEADING = re.compile(r"^#{1,6} ")


@dataclass(frozen=True)
class Chunk:
    """One passage to be. `id` is the article's, with `#2` and so on from the second on."""

    id: str
    title: str
    text: str
    tags: str


def chunks_of(articles: Iterable[Article]) -> Iterator[Chunk]:
    """The chunks of all articles, in order of their ids."""
    for article in sorted(articles, key=lambda one: one.id):
        for number, text in enumerate(split(article.text), 1):
            name = article.id if number == 1 else f"{article.id}#{number}"
            yield Chunk(name, article.title, text, " ".join(article.tags))


def split(text: str) -> list[str]:
    """Whole paragraphs, joined up to `LONGEST` characters; a heading begins a new chunk."""
    pieces: list[str] = []
    for paragraph in (part.strip() for part in re.split(r"\n\s*\n", text)):
        fits = pieces and len(pieces[-1]) + len(paragraph) <= LONGEST
        only_heading = pieces and _HEADING.match(pieces[-1]) and "\n" not in pieces[-1]
        if pieces and (only_heading or (fits and not _HEADING.match(paragraph))):
            pieces[-1] += f"\n\n{paragraph}"
        elif paragraph:
            pieces.append(paragraph)
    return pieces
