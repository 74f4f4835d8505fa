"""The trace as a list of rows that grows in constant time a turn, folded and filtered."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from sandbox.log.fold import Session
from sandbox.tui.feed.edits import with_edits
from sandbox.tui.feed.filter import Filter, FilterError
from sandbox.tui.feed.rows import base_rows, folded
from sandbox.tui.feed.view import Row


class Trace:
    """Rows of a session. `rows` is what is shown; `update` renews the rows of one turn.

    Rows of a turn are made once more when it changes and spliced in: at the end for the running
    turn, so an append costs what the turn costs, however long the session is.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.rows: list[Row] = []
        self.filter: Filter | None = None
        self.total = 0
        self.signs: dict[str, str] = {}
        self._base: list[list[Row]] = []
        self._starts: list[int] = []
        self._index: dict[str, int] | None = None
        self._opened: set[str] = set()
        self._closed: set[int] = set()
        for number in range(1, len(session.turns) + 1):
            self.update(number)

    def update(self, turn: int, elapsed: int | None = None) -> None:
        """Renews the rows of `turn` (from 1), and adds those of turns not seen yet."""
        while len(self._base) < turn:
            self._base.append([])
            self._starts.append(len(self.rows))
        found = self.session.turns[turn - 1]
        before = self.session.turns[turn - 2] if turn > 1 else None
        old = self._base[turn - 1]
        rows = with_edits(self.session, turn, base_rows(found, elapsed, before))
        base = [self._signed(row) for row in rows]
        self._base[turn - 1] = base
        self.total += _hops(base) - _hops(old)
        self._splice(turn)

    def sign(self, signs: dict[str, str]) -> None:
        """Marks rows by key as other than in another run; replaces what was marked."""
        self.signs = signs
        for number in range(1, len(self._base) + 1):
            self.update(number)
        if self.filter is not None:
            with suppress(FilterError):
                self.set_filter(self.filter)

    def _signed(self, row: Row) -> Row:
        sign = self.signs.get(row.key, "")
        return replace(row, sign=sign) if sign else row

    def toggle(self, key: str) -> bool:
        """Opens or closes a fold or a turn; False when `key` names neither."""
        if key.startswith("turn:"):
            turn = int(key[5:])
            self._closed ^= {turn}
            self._splice(turn)
            return True
        if key.endswith("+"):
            self._opened ^= {key}
            self._splice(int(key.partition(".")[0]))
            return True
        return False

    def reveal(self, hop: str) -> None:
        """Opens what hides the row of `hop`, if it is folded away."""
        if self.find(hop) is not None or self.filter:
            return
        turn = int(hop.partition(".")[0])
        if not 0 < turn <= len(self._base):
            return
        self._closed.discard(turn)
        self._splice(turn)
        for row in self.rows[self._starts[turn - 1] :]:
            if hop in row.hops and row.kind == "fold":
                self.toggle(row.key)
                return

    def set_filter(self, wanted: Filter | None) -> None:
        """Shows only hops that match, under the heads of their turns.

        Raises `FilterError`, and keeps the filter that there was, when a pattern takes too long.
        """
        before, self.filter = self.filter, wanted
        rows: list[Row] = []
        starts: list[int] = []
        try:
            if wanted is not None:
                wanted.begin()
            for turn in range(1, len(self._base) + 1):
                starts.append(len(rows))
                rows.extend(self._visible(turn))
        except FilterError:
            self.filter = before
            raise
        self.rows, self._starts, self._index = rows, starts, None

    def find(self, key: str) -> int | None:
        """Where the row `key` is, or None when it is hidden."""
        if self._index is None:
            self._index = {row.key: position for position, row in enumerate(self.rows)}
        return self._index.get(key)

    def nearest(self, key: str) -> int:
        """The row `key`, or the one that stands for it: its fold, its turn, or the last row."""
        found = self.find(key)
        if found is not None:
            return found
        turn = int("".join(c for c in key.partition(".")[0] if c.isdigit()) or 0)
        if 0 < turn <= len(self._starts):
            for position in range(self._starts[turn - 1], self._end(turn)):
                if key in self.rows[position].hops:
                    return position
            return max(0, min(self._starts[turn - 1], len(self.rows) - 1))
        return max(0, len(self.rows) - 1)

    def hops_of(self, turn: int) -> list[Row]:
        """The rows of all hops of `turn`, folded away or not."""
        base = self._base[turn - 1] if 0 < turn <= len(self._base) else []
        return [row for row in base if row.kind == "hop"]

    @property
    def shown(self) -> int:
        """How many hops match the filter."""
        return sum(row.kind == "hop" for row in self.rows)

    def _visible(self, turn: int) -> list[Row]:
        base = self._base[turn - 1]
        if self.filter is not None:
            matching = [row for row in base if self.filter.matches(row)]
            heads = [row for row in base if row.kind == "turn"]
            return [*heads, *matching] if matching else []
        if turn in self._closed:
            return [row for row in base if row.kind in ("turn", "note")]
        rows = folded(base, self._opened)
        return [replace(row, open=True) if row.kind == "turn" else row for row in rows]

    def _end(self, turn: int) -> int:
        return self._starts[turn] if turn < len(self._starts) else len(self.rows)

    def _splice(self, turn: int) -> None:
        start, end = self._starts[turn - 1], self._end(turn)
        if self.filter is not None:
            self.filter.begin()
        try:
            rows = self._visible(turn)
        except FilterError:
            rows = []  # the pattern has become too slow for what came: nothing of it is shown
        self.rows[start:end] = rows
        moved = len(rows) - (end - start)
        if moved:
            for later in range(turn, len(self._starts)):
                self._starts[later] += moved
        self._index = None


def _hops(rows: list[Row]) -> int:
    return sum(row.kind == "hop" for row in rows)
