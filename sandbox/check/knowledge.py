"""Articles that say the same twice, or one thing here and another there, for `sandbox lint`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sandbox.knowledge.chunks import chunks_of
from sandbox.knowledge.claims import Claim, claims_in, words_of
from sandbox.pack.finding import Finding
from sandbox.pack.pack import Article, Pack

SHINGLE: Final = 4
"""Words in a row that count as one piece of a text."""
SAME_OVER: Final = 0.6
"""Share of the shorter passage's shingles from which on two passages say the same."""
SUBJECT_OVER: Final = 0.6
"""Share of the subject's words, three at least, from which on two sentences speak of the same."""
_FEWEST_SHINGLES: Final = 6
_FEWEST_WORDS: Final = 3
_START: Final = 8
"""Words by which a passage is found again in its file."""


@dataclass(frozen=True)
class _Passage:
    article: Article
    text: str
    shingles: frozenset[tuple[str, ...]]


def look(pack: Pack) -> Iterator[Finding]:
    """Hints with both places: passages of two articles that overlap, and figures that contradict.

    Articles that are never valid together, or for nobody together, are not compared.
    """
    passages = [
        _passage(article, c.body) for article in pack.articles for c in chunks_of([article])
    ]
    for one, other in combinations(passages, 2):
        if one.article.id != other.article.id and _meet(one.article, other.article):
            share = _share(one.shingles, other.shingles)
            if share >= SAME_OVER:
                place = _place(pack, one.article, one.text)
                yield _hint(
                    _place(pack, other.article, other.text),
                    f"says nearly the same as {_shown(place)} ({share:.0%} of its words in a row)",
                    "keep it in one of them: who edits one forgets the other",
                )
    claims = [
        (article, chunk.headings, claim)
        for article in pack.articles
        for chunk in chunks_of([article])
        for claim in claims_in(chunk.body, article.title)
    ]
    for (one, above, first), (other, beside, second) in combinations(claims, 2):
        # Under another heading of one article the same words speak of something else.
        together = above == beside if one is other else _meet(one, other)
        if together and (units := _against(first, second)):
            place = _place(pack, one, first.sentence)
            said, here = (_figures(claim, units) for claim in (first, second))
            yield _hint(
                _place(pack, other, second.sentence),
                f"says {here}, and {_shown(place)} says {said} of what looks like the same",
                "make them agree, or say what sets them apart",
            )


def _passage(article: Article, text: str) -> _Passage:
    words = words_of(text)
    rows = zip(*(words[start:] for start in range(SHINGLE)), strict=False)
    return _Passage(article, text, frozenset(rows))


def _share(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest >= _FEWEST_SHINGLES else 0.0


def _against(one: Claim, other: Claim) -> list[str]:
    """The units of which two sentences about the same give different figures."""
    if not _same_subject(one, other):
        return []
    shared = sorted(one.quantities.keys() & other.quantities.keys())
    return [unit for unit in shared if not one.quantities[unit] & other.quantities[unit]]


def _same_subject(one: Claim, other: Claim) -> bool:
    """Most of their words are the same; or all are, where a title says what "they" are."""
    both = one.subject & other.subject
    fewest = min(len(one.subject), len(other.subject))
    if len(both) >= max(_FEWEST_WORDS, SUBJECT_OVER * fewest):
        return True
    first, second = one.subject | one.context, other.subject | other.context
    covered = one.subject <= second and other.subject <= first
    return bool(both) and covered and len(first & second) > 1


def _meet(one: Article, other: Article) -> bool:
    """Whether somebody may be shown both on one day."""
    if one.language and other.language and one.language[:2] != other.language[:2]:
        return False
    if one.product and other.product and not set(one.product) & set(other.product):
        return False
    starts = max(one.valid_from, other.valid_from)
    ends = [day for day in (one.valid_until, other.valid_until) if day]
    return not (starts and ends and min(ends) < starts)


def _figures(claim: Claim, units: list[str]) -> str:
    return ", ".join(f"{' to '.join(sorted(claim.quantities[u], key=_size))} {u}" for u in units)


def _size(number: str) -> tuple[int, str]:
    return len(number), number


def _place(pack: Pack, article: Article, text: str) -> tuple[str, int]:
    """(file, line) at which a passage or sentence of an article begins."""
    for file, whole in pack.files.items():
        if file.startswith("knowledge/") and article.text in whole:
            start = r"\s+".join(map(re.escape, text.split()[:_START]))
            found = re.search(start, whole)
            return file, whole.count("\n", 0, found.start()) + 1 if found else 1
    return "knowledge", 0


def _shown(place: tuple[str, int]) -> str:
    return f"{place[0]}:{place[1]}"


def _hint(place: tuple[str, int], message: str, hint: str) -> Finding:
    return Finding(file=place[0], line=place[1], message=message, hint=hint, severity="hint")
