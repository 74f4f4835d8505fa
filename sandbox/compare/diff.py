"""Two arms of a comparison against each other: what the second did otherwise than the first."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

from sandbox.compare.align import Played, Row, align
from sandbox.compare.effect import Effect, effect
from sandbox.domain.base import JSON, Frozen
from sandbox.domain.tool import RowChange
from sandbox.log.changes import net

Facet = Literal[
    "outcome", "reply", "tool", "arguments", "repair", "verdict", "result", "understanding", "round"
]
_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_FACETS: Final[dict[str, Facet]] = {
    "redact": "understanding",
    "context": "understanding",
    "route": "understanding",
    "retrieve": "understanding",
    "prompt": "round",
    "infer": "round",
    "parse": "tool",
    "validate": "arguments",
    "repair": "repair",
    "policy": "verdict",
    "execute": "result",
    "respond": "reply",
}


class Difference(Frozen):
    """One way in which two arms part. `base` and `arm` say what each did, None for nothing.

    `where` is the hop or the turn; `hops` are its ids in both sessions, "" where one has none.
    """

    facet: Facet
    turn: int
    where: str
    base: JSON = None
    arm: JSON = None
    hops: tuple[str, str] = ("", "")


class Piece(Frozen):
    """A run of words of a reply: in both, only in the base, or only in the arm."""

    sign: Literal[" ", "-", "+"]
    text: str


class Diff(Frozen):
    """`arm` against `base`. `replies`: word by word, one list a turn in which they differ."""

    base: str
    arm: str
    differences: tuple[Difference, ...]
    replies: dict[int, tuple[Piece, ...]]
    effect: Effect

    @property
    def same(self) -> bool:
        return not self.differences and self.effect.same


def diff(base: Played, arm: Played) -> Diff:
    """What `arm` did otherwise. Tokens, cost and times are figures of the scoreboard."""
    rows = align([base, arm])
    return Diff(
        base=base.label,
        arm=arm.label,
        differences=(*_ends(base, arm), *_hops(rows)),
        replies=dict(_replies(base, arm)),
        effect=effect(_changes(base), _changes(arm), base.same, arm.same),
    )


def _ends(base: Played, arm: Played) -> Iterator[Difference]:
    for number in range(max(len(base.turns), len(arm.turns))):
        one, other = _outcome(base, number), _outcome(arm, number)
        if one != other:
            yield Difference(
                facet="outcome", turn=number + 1, where=f"turn {number + 1}", base=one, arm=other
            )


def _outcome(played: Played, number: int) -> str | None:
    if number >= len(played.turns):
        return None
    finished = played.turns[number].finished
    return finished.outcome if finished else "open"


def _hops(rows: Sequence[Row]) -> Iterator[Difference]:
    for row in rows:
        if row.different:
            one, other = row.cells
            yield Difference(
                facet=_FACETS[row.name],
                turn=row.turn,
                where=f"{row.name} {row.subject}".strip(),
                base=one.essence if one else None,
                arm=other.essence if other else None,
                hops=(one.hop if one else "", other.hop if other else ""),
            )


def _changes(played: Played) -> tuple[RowChange, ...]:
    return net(change for turn in played.turns for change in turn.changes)


def _replies(base: Played, arm: Played) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    for number, (one, other) in enumerate(zip(base.turns, arm.turns, strict=False), 1):
        if base.same(one.reply) != arm.same(other.reply):
            yield number, tuple(words(one.reply, other.reply))


def words(base: str, arm: str) -> Iterator[Piece]:
    """Two texts as pieces, word by word; joined without `+` they are `base`."""
    left, right = _WORDS.findall(base), _WORDS.findall(arm)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(sign=" ", text="".join(left[i1:i2]))
            continue
        if i2 > i1:
            yield Piece(sign="-", text="".join(left[i1:i2]))
        if j2 > j1:
            yield Piece(sign="+", text="".join(right[j1:j2]))
