"""What a hop that waits for something (infer, policy, execute) sees of the journal."""

from typing import Protocol, TypeVar

from sandbox.domain.base import JSON
from sandbox.domain.hop import HopOutput
from sandbox.log.event import Event

E = TypeVar("E", bound=Event)
Output = TypeVar("Output", bound=HopOutput)


class HopScope(Protocol):
    """One hop under way. `at` is the one world time it sees."""

    @property
    def turn(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def at(self) -> str: ...

    def write(self, event: E) -> E:
        """Writes an event inside this hop; returns it as it stands in the log, masked."""
        ...

    def finish(self, output: Output) -> Output:
        """Writes the hop's output; returns it masked."""
        ...

    def elapsed(self) -> int:
        """Nanoseconds since the turn began."""
        ...

    def mask(self, value: JSON) -> JSON:
        """The value as it may leave this hop."""
        ...

    def sync(self) -> None:
        """Returns when the log so far would survive a power cut."""
        ...
