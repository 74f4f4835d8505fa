"""What the log knows of each idempotency key: done, not known, or nothing."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.domain.base import JSON
from sandbox.domain.service import is_away
from sandbox.domain.tool import Ok
from sandbox.log.event import Event, ToolAttempted, ToolResponded, TurnFinished

KeyState = Literal["", "unsure", "done"]


@dataclass
class Effects:
    """A fold. `heard`: keys whose row changes are in the log, so that they count once."""

    heard: set[str] = field(default_factory=set[str])
    _done: dict[str, JSON] = field(default_factory=dict[str, JSON])
    _unsure: set[str] = field(default_factory=set[str])
    _tools: dict[str, str] = field(default_factory=dict[str, str])
    _key: str = ""

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
        return tool in self._tools.values()

    def fresh(self, event: ToolResponded) -> bool:
        """Whether its row changes are news; to be asked before it is fed.

        What came from the ledger is, when a crash had kept the first answer out of the log.
        """
        return not event.from_ledger or self._key not in self.heard

    def feed(self, event: Event) -> None:
        """Takes one more event."""
        match event:
            case ToolAttempted():
                self._key = event.key
                if event.rerun and event.key:
                    # Outside any turn nothing else would tell of a crash before the answer.
                    self._know(event.key, unsure=True, tool=event.tool)
            case ToolResponded() if self._key and not event.source:
                self._responded(event, self._key)
            case TurnFinished() if self._key:
                if event.outcome == "interrupted":
                    # Begun, and never answered.
                    self._know(self._key, unsure=True)
                self._key = ""
            case _:
                pass

    def _responded(self, event: ToolResponded, key: str) -> None:
        self._key = ""
        if event.changes:
            self.heard.add(key)
        if isinstance(event.outcome, Ok):
            self._tools[key] = event.tool
            self._done[key] = event.outcome.result
            self._unsure.discard(key)
        elif event.outcome.status == "unknown":
            self._know(key, unsure=True, tool=event.tool)
        elif not is_away(event.outcome):
            # It answered, so it has looked under the key and found nothing.
            self._know(key, unsure=False)

    def _know(self, key: str, *, unsure: bool, tool: str = "") -> None:
        if unsure and key not in self._done:
            self._unsure.add(key)
            self._tools.setdefault(key, tool)
        elif not unsure and key in self._unsure:
            self._unsure.discard(key)
            self._tools.pop(key, None)
