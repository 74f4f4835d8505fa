"""What earlier turns have left behind, that a later one is held against."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, PromptOutput, RouteOutput
from sandbox.domain.tool import Ok, RowChange
from sandbox.log.canonical import canonical
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Hop, Turn


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row that was changed: its values before, the one it has now, and by whom."""

    table: str
    before: tuple[JSON, ...]
    now: JSON
    by: str


@dataclass
class Past:
    """`rows`: by key and column. `writes`: hop by tool and arguments. `prompts`: told already."""

    rows: dict[str, dict[str, Cell]] = field(default_factory=dict)
    writes: dict[tuple[str, str], Hop] = field(default_factory=dict)
    prompts: set[tuple[str, str]] = field(default_factory=set)
    last_prompt: tuple[Hop, PromptOutput] | None = None
    route: tuple[Hop, RouteOutput] | None = None

    def take(self, hop: Hop) -> None:
        """Learns from `hop`, once it has been looked at."""
        for change in hop.changes:
            self._change(change, hop.id)
        match hop.output:
            case ExecuteOutput(outcome=Ok(), from_ledger=False) if hop.changes:
                self.writes.setdefault((hop.output.tool, arguments_of(hop)), hop)
            case PromptOutput():
                self.prompts.add((hop.output.template, hop.output.digest))
                self.last_prompt = (hop, hop.output)
            case _:
                pass

    def end(self, turn: Turn) -> None:
        """What only the end of a turn tells: where it was led to, if nobody stopped it."""
        if turn.finished is not None and turn.finished.outcome in ("cancelled", "interrupted"):
            self.route = None
            return
        for hop in turn.hops:
            if isinstance(hop.output, RouteOutput) and hop.output.action == "start":
                self.route = (hop, hop.output)

    def _change(self, change: RowChange, hop: str) -> None:
        cells = self.rows.setdefault(change.key, {})
        old, new = change.before or {}, change.after or {}
        for column, value in new.items():
            if column in old and old[column] != value:
                known = cells.get(column)
                before = (*known.before, old[column]) if known else (old[column],)
                cells[column] = Cell(change.table, before, value, hop)


def arguments_of(hop: Hop) -> str:
    """What an execute hop tried, as one canonical text; "" where nothing was tried."""
    tried = [event for event in hop.events if isinstance(event, ToolAttempted)]
    return canonical(tried[-1].arguments) if tried else ""
