"""A hop of a call that comes from outside the conversation: in the log, and in no turn."""

from sandbox.domain.base import JSON
from sandbox.domain.hop import HopName
from sandbox.hops.approval import OUTSIDE
from sandbox.hops.scope import E, Output
from sandbox.hub.journal import Journal
from sandbox.log.event import HopFinished, HopStarted

_WORDS = {"arguments", "outcome", "changes", "output"}
"""Fields of a call's events that can hold a personal value."""


class OutsideScope:
    """Implements `hops.scope.HopScope` for one hop that stands between two turns.

    Its events stand alone, and the world's clock does not move. What it does belongs to the turn
    `after` which it happens: a fork that leaves that turn out takes rows, ledger entries and
    placeholders back.
    """

    turn = OUTSIDE
    number = 0

    def __init__(self, journal: Journal, after: int) -> None:
        self._journal = journal
        self.after = after
        self.at = journal.clock.now()

    def start(self, name: HopName, subject: str) -> None:
        """Opens the hop."""
        self.write(HopStarted(name=name, subject=subject))

    def write(self, event: E) -> E:
        # Placeholders are made here: the journal would say that they were there from the start.
        self.mask(event.model_dump(mode="json", include=_WORDS))
        return self._journal.write(event, at=self.at)

    def finish(self, output: Output) -> Output:
        self.output = self.write(HopFinished(output=output)).output
        return self.output  # pyright: ignore[reportReturnType]

    def elapsed(self) -> int:
        return self._journal.elapsed()

    def mask(self, value: JSON) -> JSON:
        return self._journal.mask.mask(value, self.after)

    def sync(self) -> None:
        self._journal.sink.sync()
