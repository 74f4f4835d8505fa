"""Which sessions and turns figures are over: each turn once, however many forks show it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.log.index import SessionIndex
from sandbox.log.index_rows import Row

Key = tuple[str, int]
"""A session and the number of a turn."""


@dataclass(frozen=True)
class Choice:
    """What is counted. `turns` are in the order in which they were run; `unreadable` by session."""

    sessions: list[Row]
    turns: list[Row]
    unreadable: dict[str, str]

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset((row["session"], row["turn"]) for row in self.turns)

    @property
    def judged(self) -> list[Row]:
        """Sessions whose outcome counts: of one without a turn of its own another's would."""
        having = {row["session"] for row in self.turns}
        return [row for row in self.sessions if row["session"] in having]


def choice_of(index: SessionIndex, since: str = "", pack: str = "") -> Choice:
    """Turns of `pack` begun at `since` (ISO 8601) or later, and their sessions.

    A turn that a fork inherited counts in the session that ran it; where that is not among those
    of `index`, in the fork that is the oldest.
    """
    everything = index.select("SELECT * FROM t_session ORDER BY started, session")
    of_pack = [row for row in everything if not row["problem"] and pack in ("", row["pack"])]
    place = {row["session"]: number for number, row in enumerate(of_pack)}
    shown = [row for row in index.select("SELECT * FROM t_turn") if row["began"] >= since]
    turns = _once((row for row in shown if row["session"] in place), place)
    having = {row["session"] for row in turns}
    return Choice(
        [row for row in of_pack if row["started"] >= since or row["session"] in having],
        sorted(turns, key=lambda row: (row["began"], place[row["session"]], row["turn"])),
        {row["session"]: row["problem"] for row in everything if row["problem"]},
    )


def _once(turns: Iterable[Row], place: dict[str, int]) -> list[Row]:
    """Each turn as its own session has it, else as the first by `place` that inherited it."""
    found = defaultdict[str, list[Row]](list)
    for row in turns:
        found[row["ran_as"]].append(row)
    kept: list[Row] = []
    for same in found.values():
        own = [row for row in same if not row["inherited"]]
        kept += own or [min(same, key=lambda row: place[row["session"]])]
    return kept
