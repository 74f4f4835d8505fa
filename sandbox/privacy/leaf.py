"""What of a personal cell is looked for in texts, and when words of a text are it."""

from collections.abc import Iterator
from typing import NamedTuple

from sandbox.domain.personal import PersonalKind
from sandbox.privacy.spelling import Cell, name_parts
from sandbox.privacy.surrogate import is_fake_name
from sandbox.privacy.trie import Match
from sandbox.privacy.words import COMMON_WORDS, TITLES, WORD, fold, is_introduced, squeezed

_LOOSE_GAP = frozenset(" \t\r\n\u00a0.,;'’-()/#")


class Leaf(NamedTuple):
    """A cell, or one word of a name, at the end of its words in the trie.

    `part`: index of the word in the name, None for the whole cell. `seed`: the seed has it, so a
    find may name it. `needs`: "", "capital" or "introduction" (which includes the capital).
    """

    cell: Cell
    part: int | None
    text: str
    seed: bool
    needs: str


def leaves(cell: Cell, seed: bool) -> Iterator[Leaf]:
    """The whole cell, and of a name of several words the first and the last."""
    if cell.kind != "name":
        yield Leaf(cell, None, cell.value, seed, "")
        return
    parts = list(enumerate(name_parts(cell.value)))
    if not cell.table:
        yield from _said_name(cell, [word for _, word in parts])
        return
    yield Leaf(cell, None, cell.value, seed, _needs(cell.value) if len(parts) == 1 else "")
    parts = [(at, word) for at, word in parts if fold(word).rstrip(".") not in TITLES]
    for at, word in {parts[0], parts[-1]} if len(parts) > 1 else ():
        if sum(map(str.isalpha, word)) > 1 and word[-1] != ".":
            yield Leaf(cell, at, word, seed, _needs(word))


def _said_name(cell: Cell, words: list[str]) -> Iterator[Leaf]:
    """A name that somebody said, and its ends: always with a capital, for it may be a word too."""
    if len(words) == 1 or is_fake_name(cell.value):
        yield Leaf(cell, None, cell.value, False, _needs(cell.value) or "capital")
        return
    yield Leaf(cell, None, cell.value, False, "")
    for word in {words[0], words[-1]}:
        if sum(map(str.isalpha, word)) > 2 and word[-1] != "." and fold(word) not in TITLES:
            yield Leaf(cell, None, word, False, _needs(word) or "capital")


def _needs(word: str) -> str:
    if fold(word) in COMMON_WORDS:
        return "introduction"
    return "capital" if len(word) < 3 and word.isascii() else ""


def is_worth_finding(value: str) -> bool:
    """Two letters or four digits at least: less would mask half of any text."""
    letters = sum(map(str.isalnum, value))
    return letters >= (4 if sum(map(str.isdecimal, value)) == letters else 2)


def is_word_too(name: str) -> bool:
    """Whether a whole name is one common word, or two letters: free text does not tell it apart."""
    return len(name.split()) == 1 and _needs(name) != ""


def form(kind: PersonalKind, text: str) -> str:
    """Equal for all spellings of a whole value that count as the same."""
    if kind == "email":
        return f"email {text.casefold()}"
    if kind in ("card", "iban", "phone"):
        return f"{kind} {''.join(c for c in text if c.isalnum()).upper()}"
    return f"{kind} {' '.join(fold(word) for word in WORD.findall(text))}"


def with_edges(text: str, match: Match, leaf: Leaf) -> tuple[int, int]:
    """The match with the signs around it that belong to the value: the dot of "Jr."."""
    first = WORD.search(leaf.text)
    lead = leaf.text[: first.start()] if first else ""
    tail = leaf.text[max(word.end() for word in WORD.finditer(leaf.text)) :]
    start = match.start - len(lead) if lead and text.endswith(lead, 0, match.start) else match.start
    end = match.end + len(tail) if tail and text.startswith(tail, match.end) else match.end
    return start, end


def fits(text: str, start: int, end: int, match: Match, leaf: Leaf) -> bool:
    """Whether gaps, capitals and the words before are such that this leaf is meant."""
    value = text[start:end]
    if leaf.needs and not value[:1].isupper():
        return False
    if leaf.needs == "introduction" and not is_introduced(text, start):
        return False
    if leaf.cell.kind in ("name", "address"):
        return all(_LOOSE_GAP.issuperset(gap) for gap in match.gaps)
    whole, said = leaf.text, text[match.start : match.end]
    return squeezed(fold(said)) in squeezed(fold(whole))
