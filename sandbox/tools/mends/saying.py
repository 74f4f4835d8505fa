"""Does a text say what a choice says, in other words?"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from sandbox.tools.mends.similar import lexicon, words
from sandbox.tools.mends.synonyms import same_choice

_SMALL: Final = lexicon(
    """
    a an the is are was were be been has have had it its that because of for to by in on at
    with as they he she i we my our their his her customer user client says said reason please very
    yet just placed within during general some
    """
)
"""Words that say nothing of their own here."""
_HAPPENED: Final = lexicon(
    "arrived came got received has delivery shipping option level mode type kind status"
)
"""Words that say nothing beside another one, unless a choice is about just that."""
_NOT: Final = lexicon("not no cannot dont doesnt didnt isnt wasnt")
_GOODS: Final = lexicon("item items product article order parcel package goods")
"""What it is about, beside the word that says what is the matter with it."""
_TURNS: Final = lexicon(
    "this that next last under over above below before after min max first second new old only"
)
"""Words without which a choice says something else."""
_HALF: Final = 0.5
_LONGER: Final = lexicon("longer anymore more any")
_NEG: Final = "not"


def says(text: str, choice: str, others: Sequence[str], about: frozenset[str]) -> bool:
    """True when `text` says `choice`, as far as words can tell, and no word of `others`.

    `about`: words that go without saying. Every word of the choice that carries it has to be said,
    its last one at least; no word may be added; what is denied has to be denied in both.
    """
    ours, theirs = _content(text), _content(choice)
    if _denials(text) != _denials(choice) or not theirs - {_NEG}:
        return False
    ours, wanted = ours - about or ours, theirs - about or theirs
    if ours - _GOODS - {_NEG}:
        ours -= {word for word in ours & _GOODS if not _matched(word, theirs)}
    if any(_near(word, _content(one) - theirs) for one in others for word in ours - {_NEG}):
        return False
    if any(not _matched(word, theirs) for word in ours - _HAPPENED):
        return False
    missing = {word for word in wanted if not _matched(word, ours)}
    if not missing:
        return True
    # Said in part: the half that carries it, and nothing left out that turns it.
    share = sum(map(len, wanted - missing)) / sum(map(len, wanted))
    return _last(choice) not in missing and share >= _HALF and _TURNS.isdisjoint(missing)


@cache
def _denials(text: str) -> int:
    return sum(word in _NOT for word in _words(text))


def _words(text: str) -> list[str]:
    return words(text.replace("’", "'").replace("n't", " not"))


@cache
def _content(text: str) -> frozenset[str]:
    """The words that carry a text; all words of denial are one, "any more" is part of it."""
    found = _words(text)
    denied = not _NOT.isdisjoint(found)
    rest = {word for word in found if word not in _NOT and word not in _SMALL}
    if denied:
        rest = (rest - _LONGER - {"do", "does", "did"}) | {_NEG}
    return frozenset(rest)


@cache
def _last(choice: str) -> str:
    """The word that carries a choice: its last, `mistake` of `ordered by mistake`."""
    content = _content(choice)
    return next((word for word in reversed(_words(choice)) if word in content), "")


def _matched(word: str, among: frozenset[str] | set[str]) -> bool:
    return any(_alike(word, one) for one in among)


def _near(word: str, among: frozenset[str]) -> bool:
    """Alike, or the beginning of one: `process` may be `processing` too."""
    stem = _stem(word)
    return any(_alike(word, one) or (len(stem) > 3 and one.startswith(stem)) for one in among)


@cache
def _alike(one: str, other: str) -> bool:
    return _stem(one) == _stem(other) or same_choice(one, other, _stem)


def _stem(word: str) -> str:
    """Without a plural's s or a past tense's ed: `damage` and `damaged`, `parts` and `part`.

    An -ing stays: what is processing is not processed.
    """
    if len(word) > 4 and word.endswith("ed"):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
