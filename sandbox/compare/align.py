"""Lays the hops of several arms side by side, turn by turn: which hop answers to which.

Each arm is aligned to the base by a global alignment with affine gaps (Needleman and Wunsch, 1970;
Gotoh, 1982). Only hops of the same name and subject stand in one row. Of several ways to pair most
hops the one wins that pairs those which decided the same, and which leaves hops out in one run
rather than here and there: an extra round of the tool loop stays together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.compare.essence import essence, said
from sandbox.compare.same import Neutral
from sandbox.domain.base import JSON
from sandbox.log.codec import canonical
from sandbox.log.fold import Hop, Turn

_SAME, _OPEN = 2, -1
_NEVER: Final = -(10**9)
_WITHOUT_SUBJECT: Final = frozenset(("infer", "respond"))
"""Their subject is the model, or how the reply was made: no other hop, only another outcome."""

Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class Played:
    """What one arm did, turn by turn in the order of the messages, to be held against another."""

    label: str
    turns: Sequence[Turn]
    same: Neutral


@dataclass(frozen=True)
class Cell:
    """One hop in one column. `ns` is its time, None while it runs; `essence` what it decided."""

    hop: str
    ns: int | None
    mark: str
    said: str
    essence: JSON


@dataclass(frozen=True)
class Row:
    """Hops that answer to each other: one cell an arm, None where an arm has no such hop.

    `turn` counts from 1 in the comparison. `different`: an arm lacks it, or decided otherwise.
    """

    turn: int
    name: str
    subject: str
    cells: tuple[Cell | None, ...]
    different: bool

    def differs(self, column: int) -> bool:
        """Whether this column is not as the base's, which is column 0."""
        base, cell = self.cells[0], self.cells[column]
        if base is None or cell is None:
            return base is not cell
        return base.essence != cell.essence


def align(arms: Sequence[Played]) -> list[Row]:
    """Rows of all turns; the first arm is the base."""
    longest = max((len(arm.turns) for arm in arms), default=0)
    return [row for number in range(longest) for row in _turn(arms, number)]


@dataclass(frozen=True)
class _Seen:
    """A hop as the alignment sees it."""

    key: tuple[str, str]
    cell: Cell
    mark: str


def _turn(arms: Sequence[Played], number: int) -> list[Row]:
    columns = [_seen(arm, number) for arm in arms]
    rows: list[list[_Seen | None]] = [[one] for one in columns[0]]
    for width, column in enumerate(columns[1:], 1):
        rows = _joined(rows, column, width)
    return [_row(number + 1, row) for row in rows]


def _seen(arm: Played, number: int) -> list[_Seen]:
    hops = arm.turns[number].hops if number < len(arm.turns) else []
    return [_seen_hop(hop, arm.same) for hop in hops]


def _seen_hop(hop: Hop, same: Neutral) -> _Seen:
    decided = essence(hop, same)
    cell = Cell(hop.id, hop.total, hop.mark, said(hop), decided)
    subject = "" if hop.name in _WITHOUT_SUBJECT else hop.subject
    return _Seen((hop.name, subject), cell, canonical(decided))


def _joined(
    rows: list[list[_Seen | None]], column: list[_Seen], width: int
) -> list[list[_Seen | None]]:
    """The rows with one arm more. It is aligned to the base, and within what the base has not to

    what earlier arms have there.
    """
    found: list[list[_Seen | None]] = []
    at = 0
    anchors = [i for i, row in enumerate(rows) if row[0] is not None]
    pairs = pairing([_of(rows[i]) for i in anchors], column)
    extra: list[_Seen] = []
    for place, mine in pairs:
        if place is None:
            extra += [column[mine]] if mine is not None else []
            continue
        found += _merged(rows[at : anchors[place]], extra, width)
        row = rows[anchors[place]]
        found.append([*row, None if mine is None else column[mine]])
        at, extra = anchors[place] + 1, []
    return found + _merged(rows[at:], extra, width)


def _merged(
    rows: list[list[_Seen | None]], extra: list[_Seen], width: int
) -> list[list[_Seen | None]]:
    """Rows without the base, and an arm's hops that the base lacks at the same place."""
    merged: list[list[_Seen | None]] = []
    for place, mine in pairing([_of(row) for row in rows], extra):
        row = [None] * width if place is None else rows[place]
        merged.append([*row, None if mine is None else extra[mine]])
    return merged


def _of(row: list[_Seen | None]) -> _Seen:
    return next(one for one in row if one is not None)


def _row(turn: int, row: list[_Seen | None]) -> Row:
    one = _of(row)
    different = len({None if each is None else each.mark for each in row}) > 1
    cells = tuple(None if each is None else each.cell for each in row)
    return Row(turn, *one.key, cells, different)


def pairing(base: Sequence[_Seen], arm: Sequence[_Seen]) -> list[Pair]:
    """Which of `base` stands beside which of `arm`, in order; None beside one that is alone."""
    # Scores of the best alignment of both heads that ends in a pair, in one of the base alone, in
    # one of the arm alone.
    high, wide = len(base) + 1, len(arm) + 1
    both = [[_NEVER] * wide for _ in range(high)]
    down = [[_NEVER] * wide for _ in range(high)]
    right = [[_NEVER] * wide for _ in range(high)]
    both[0][0] = 0
    # More than all the rest can come to, so that no other gain is bought with a pair.
    pair = 4 * (high + wide)
    for i in range(high):
        for j in range(wide):
            if i and j and base[i - 1].key == arm[j - 1].key:
                gain = pair + (_SAME if base[i - 1].mark == arm[j - 1].mark else 0)
                both[i][j] = gain + max(m[i - 1][j - 1] for m in (both, down, right))
            if i:
                before = max(both[i - 1][j], right[i - 1][j]) + _OPEN
                down[i][j] = max(down[i - 1][j], before)
            if j:
                before = max(both[i][j - 1], down[i][j - 1]) + _OPEN
                right[i][j] = max(right[i][j - 1], before)
    return _traced(both, down, right)


def _traced(both: list[list[int]], down: list[list[int]], right: list[list[int]]) -> list[Pair]:
    """The way back through the three tables, from the end."""
    i, j = len(both) - 1, len(both[0]) - 1
    pairs: list[Pair] = []
    # Of equals the pair first; then the arm's own, so that read forward the base's come first.
    now = max((both, right, down), key=lambda table: table[i][j])
    while i or j:
        if now is both:
            i, j = i - 1, j - 1
            pairs.append((i, j))
            now = max((both, right, down), key=lambda table: table[i][j])
        elif now is down:
            i -= 1
            pairs.append((i, None))
            scores = {id(down): down[i][j], id(both): both[i][j] + _OPEN,
                      id(right): right[i][j] + _OPEN}  # fmt: skip
            now = max((down, both, right), key=lambda table: scores[id(table)])
        else:
            j -= 1
            pairs.append((None, j))
            scores = {id(right): right[i][j], id(both): both[i][j] + _OPEN,
                      id(down): down[i][j] + _OPEN}  # fmt: skip
            now = max((right, both, down), key=lambda table: scores[id(table)])
    return pairs[::-1]
