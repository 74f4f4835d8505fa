"""Known values by their words: one walk over a text finds them all, however many there are."""

from typing import Generic, NamedTuple, TypeVar

from sandbox.privacy.words import WORD, fold

L = TypeVar("L")

_WIDEST_GAP = 8


class Node(Generic[L]):
    """What may follow the words so far, and what ends here."""

    __slots__ = ("leaves", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node[L]] = {}
        self.leaves: list[L] = []


class Match(NamedTuple):
    """Words `text[start:end]` reach these leaves. `gaps` is what stands between the words."""

    start: int
    end: int
    leaves: list
    gaps: tuple[str, ...]


def add(root: Node[L], words: list[str], leaf: L) -> None:
    """Puts a leaf at the end of the (folded) words."""
    node = root
    for word in words:
        node = node.next.setdefault(word, Node())
    node.leaves.append(leaf)


def matches(roots: list[Node], text: str, start: int, end: int) -> list[Match]:
    """Every match that begins with the word `text[start:end]`, longest first."""
    found: list[Match] = []
    for root in roots:
        node = root.next.get(fold(text[start:end]))
        at, gaps = end, ()
        while node is not None:
            if node.leaves:
                found.append(Match(start, at, node.leaves, gaps))
            following = WORD.search(text, at, at + _WIDEST_GAP + 64) if node.next else None
            if following is None or following.start() - at > _WIDEST_GAP:
                break
            gaps = (*gaps, text[at : following.start()])
            # Matched again without a limit: the limited search may have cut a long word.
            whole = WORD.match(text, following.start())
            at = whole.end() if whole else following.end()
            node = node.next.get(fold(text[following.start() : at]))
    return sorted(found, key=lambda match: -match.end) if len(found) > 1 else found
