"""What the log knows of each idempotency key: done, not known, or nothing."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from sandbox.domain.base import JSON
from sandbox.domain.service import is_away
from sandbox.domain.tool import Ok
from sandbox.log.event import (
    Event,
    HopStarted,
    StepActed,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
)

KeyState = Literal["", "unsure", "done"]


@dataclass
class Effects:
    """A fold. `heard`: by key, whose row changes are in the log so that they count once, the keys
    of the rows that the effect made."""

    heard: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    _done: dict[str, JSON] = field(default_factory=dict[str, JSON])
    _unsure: set[str] = field(default_factory=set[str])
    _tools: dict[str, str] = field(default_factory=dict[str, str])
    _known: Counter[str] = field(default_factory=Counter[str])
    _answered: str = ""
    """The key of the call under way, once it was answered."""
    _open: ToolAttempted | None = None
    """The attempt of the hop under way that was not answered yet, if it writes."""

    def state(self, key: str) -> KeyState:
        """`done`: it happened, and the log has its result. `unsure`: a reply was lost."""
        if key in self._done:
            return "done"
        return "unsure" if key in self._unsure else ""

    def result(self, key: str) -> JSON:
        """The masked result under a key that is done."""
        return self._done[key]

    def pending(self, tool: str) -> bool:
        """Whether any key of this tool is known: only then can a call repeat one."""
        return self._known[tool] > 0

    def fresh(self, event: ToolResponded) -> bool:
        """Whether its row changes are news; to be asked before it is fed.

        What came from the ledger is, when a crash had kept the first answer out of the log.
        """
        key = self._open.key if self._open else ""
        return not event.from_ledger or key not in self.heard

    def feed(self, event: Event) -> None:
        """Takes one more event."""
        match event:
            case HopStarted():
                # What an earlier hop left open has no answer in this one.
                self._open, self._answered = None, ""
            case ToolAttempted():
                self._open = event if event.key else None
                if event.rerun and event.key:
                    # Outside any turn nothing else would tell of a crash before the answer.
                    self._know(event)
            case ToolResponded() if self._open and not event.source:
                self._responded(event, self._open)
                self._open, self._answered = None, self._open.key
            case StepActed(what="result") if self._answered in self._done:
                # A repeat is told what the first call was told.
                self._done[self._answered] = event.after
            case TurnFinished() if self._open:
                if event.outcome == "interrupted":
                    # Begun, and never answered.
                    self._know(self._open)
                self._open = None
            case _:
                pass

    def _responded(self, event: ToolResponded, attempt: ToolAttempted) -> None:
        key = attempt.key
        if event.changes:
            made = tuple(change.key for change in event.changes if change.before is None)
            self.heard[key] = made
        if isinstance(event.outcome, Ok):
            self._know(attempt)
            self._done[key] = event.outcome.result
            self._unsure.discard(key)
        elif event.outcome.status == "unknown":
            self._know(attempt)
        elif not is_away(event.outcome) and key in self._unsure:
            # It answered, so it has looked under the key and found nothing.
            self._unsure.discard(key)
            self._known[self._tools.pop(key)] -= 1

    def _know(self, attempt: ToolAttempted) -> None:
        """Something may have happened under the key of this attempt."""
        key = attempt.key
        if key not in self._tools:
            self._tools[key] = attempt.tool
            self._known[attempt.tool] += 1
        if key not in self._done:
            self._unsure.add(key)
