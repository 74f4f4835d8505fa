"""Which rows differ since the seed, or since a turn began, and who changed them last."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.domain.tool import RowChange
from sandbox.log.fold import Session
from sandbox.log.row_history import RowDeed, deeds_of, outside_turns


@dataclass(frozen=True)
class Changed:
    """One row's net change, masked as the log has it, and those who made it, in order."""

    change: RowChange
    deeds: tuple[RowDeed, ...]

    @property
    def sign(self) -> str:
        """+ new, ~ changed, - gone."""
        return {"insert": "+", "update": "~", "delete": "-"}[self.change.operation]

    @property
    def label(self) -> str:
        """`← hop 3.6`, `← by hand +2` where two more changed it before."""
        more = len(self.deeds) - 1
        return f"← {self.deeds[-1].label}" + (f" +{more}" if more else "")

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that differ; none for a new or gone row."""
        before, after = self.change.before, self.change.after
        if before is None or after is None:
            return ()
        return tuple(name for name in after if before.get(name) != after[name])


@dataclass
class Book:
    """The changes of a session. `since`: 0 for the seed, else the turn at whose start they begin.

    `read` takes what is new; turns that have ended are read once.
    """

    since: int = 0
    tables: dict[str, dict[str, Changed]] = field(default_factory=dict[str, dict[str, Changed]])
    count: int = 0
    _ended: list[RowDeed] = field(default_factory=list[RowDeed])
    _turns: int = 0
    _all: list[RowDeed] = field(default_factory=list[RowDeed])

    def read(self, session: Session) -> bool:
        """Renews it; True when a row changed since the last time."""
        turns = session.turns
        while self._turns < len(turns) and turns[self._turns].finished is not None:
            self._ended += deeds_of(turns[self._turns])
            self._turns += 1
        deeds = [*self._ended, *outside_turns(session)]
        deeds += [deed for turn in turns[self._turns :] for deed in deeds_of(turn)]
        count = sum(len(deed.changes) for deed in deeds)
        if count == self.count:
            return False
        self.count = count
        self._all = sorted(deeds, key=lambda deed: (deed.turn or deed.after, not deed.turn))
        self._sum_up()
        return True

    def begin(self, since: int) -> None:
        """From now on tells what changed since the start of turn `since` (0: since the seed)."""
        self.since = since
        self._sum_up()

    def of(self, table: str) -> dict[str, Changed]:
        """Changed rows of a table by key, the one changed last first."""
        return self.tables.get(table, {})

    def signs(self, table: str) -> dict[str, int]:
        """How many rows are +, ~ and -."""
        found = {"+": 0, "~": 0, "-": 0}
        for changed in self.of(table).values():
            found[changed.sign] += 1
        return found

    def _sum_up(self) -> None:
        rows: dict[tuple[str, str], tuple[RowChange, list[RowDeed]]] = {}
        for deed in self._all:
            if (deed.turn or deed.after) < self.since:
                continue
            for change in deed.changes:
                at = (change.table, change.key)
                first, deeds = rows.pop(at, (change, []))
                whole = first.model_copy(update={"after": change.after})
                rows[at] = (whole, deeds if deed in deeds[-1:] else [*deeds, deed])
        self.tables = {}
        for (table, key), (change, deeds) in reversed(rows.items()):
            if change.before != change.after:
                self.tables.setdefault(table, {})[key] = Changed(change, tuple(deeds))
