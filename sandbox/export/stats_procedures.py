"""Figures by procedure: what was begun, and what became of it."""

from collections import Counter, defaultdict
from typing import Final

from sandbox.export.figures import Procedures
from sandbox.export.stats_choice import Key
from sandbox.export.stats_parts import counts, rows_of
from sandbox.log.index import SessionIndex
from sandbox.log.index_rows import Row
from sandbox.log.procedure_runs import RUN_ENDS

_DROPPED: Final = ("abandoned", "failed", "switched_away")
PAST_THE_END: Final = "(after the last step)"


def procedures_of(index: SessionIndex, chosen: frozenset[Key]) -> tuple[Procedures, ...]:
    """Figures by procedure, those begun most first; a run counts where its last turn does."""
    by_name = defaultdict[str, list[Row]](list)
    for row in rows_of(index, "t_procedure", "*", chosen, by="last"):
        by_name[row["procedure"]].append(row)
    found = (_figures(name, rows) for name, rows in by_name.items())
    return tuple(sorted(found, key=lambda one: (-one.started, one.name)))


def _figures(name: str, rows: list[Row]) -> Procedures:
    dropped = Counter(row["step"] or PAST_THE_END for row in rows if row["outcome"] in _DROPPED)
    return Procedures(
        name=name,
        started=len(rows),
        outcomes=counts((row["outcome"] for row in rows), RUN_ENDS),
        left=sum(row["times_left"] for row in rows),
        came_back=sum(row["came_back"] for row in rows),
        turns=round(sum(row["turns"] for row in rows) / len(rows), 2),
        drop_off=dict(sorted(dropped.items(), key=lambda one: (-one[1], one[0]))),
    )
