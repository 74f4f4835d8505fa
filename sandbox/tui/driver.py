"""What the screen needs of a session; `sandbox.hub.live.LiveSession` is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the first frame must not wait for pydantic
    from sandbox.domain.money import Cost
    from sandbox.domain.turn import Mark, SessionOutcome
    from sandbox.domain.verdict import Approval
    from sandbox.hub.seat import Seat
    from sandbox.log.event import Event
    from sandbox.log.fold import Session
    from sandbox.ports import Question

Unsubscribe = Callable[[], None]
AskPerson = Callable[["Question"], Awaitable["Approval"]]


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One line of the model picker.

    `key` is True when a provider key was found or none is needed; `window` is in tokens, 0 when
    unknown; `price` and `note` are words for a person.
    """

    name: str
    provider: str
    key: bool = True
    window: int = 0
    price: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FaultTarget:
    """What a fault may be aimed at: `writes` None where that is not one kind, as for a service."""

    name: str
    writes: bool | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """One session of a tree of forks: `depth` 0 is the root, `after` the turn it was forked after.

    `words` is what was said last, masked.
    """

    name: str
    depth: int
    after: int
    turns: int
    model: str
    words: str


class Driver(Protocol):
    """A session as the screen sees it: live, or a recording being viewed (`live` False).

    `session` is folded; an event is in it before its listeners hear of it. All methods are called
    on the screen's event loop. Wrong use raises `SandboxError`.
    """

    @property
    def name(self) -> str: ...
    @property
    def live(self) -> bool: ...
    @property
    def session(self) -> Session: ...
    @property
    def pack_title(self) -> str: ...
    @property
    def greeting(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def budget(self) -> Cost | None: ...

    ask: AskPerson | None

    @property
    def seat(self) -> Seat:
        """Where a person answers in a model's place."""
        ...

    def subscribe(self, listener: Callable[[Event], None]) -> Unsubscribe:
        """Tells `listener` each event, in order, on the screen's loop."""
        ...

    def on_progress(self, listener: Callable[[int, str], None]) -> Unsubscribe:
        """Tells `listener` turn and piece of streamed text; may drop anything."""
        ...

    async def send(self, text: str) -> None:
        """Runs one turn to its end. A degraded turn is no error."""
        ...

    def cancel(self) -> None:
        """Cancels the running turn, if any; it is kept and marked."""
        ...

    def restore(self, value: Any) -> Any:
        """`value` with real values in place of placeholders. For the screen, never for a file."""
        ...

    def masked(self, texts: list[str]) -> list[str]:
        """`texts` without personal values, for a file. May be called on another thread."""
        ...

    def models(self) -> list[ModelChoice]: ...

    def switch_model(self, name: str) -> None:
        """From the next turn on. Raises `SandboxError` with the nearest names."""
        ...

    def mark(self, turn: int, mark: Mark | None, note: str) -> None:
        """A person's mark on a turn that has ended; None takes it away. Raises `SandboxError`."""
        ...

    def judge(self, outcome: SessionOutcome, why: str) -> None:
        """A person's judgement of how the session ended. Raises `SandboxError`."""
        ...

    def arm(self, fault: str) -> str:
        """Arms a fault from the next turn on; returns how it is listed. Raises `SandboxError`."""
        ...

    def fault_targets(self) -> list[FaultTarget]:
        """Tools and services of the pack, `*`, `db` and `model`."""
        ...

    def check_fault(self, fault: str) -> str:
        """How a fault would be listed if it were armed. Raises `SandboxError` like `arm`."""
        ...

    def disarm(self, which: str) -> list[str]:
        """Disarms by number, text or "all"; returns which. Raises `SandboxError`."""
        ...

    def withdraw_approvals(self) -> None:
        """Takes back what was approved for the session. Raises `SandboxError` during a turn."""
        ...

    async def rerun(self, hop: str) -> tuple[str, bool]:
        """Runs a dead letter again; what came of it, and whether it is done."""
        ...

    async def fork(
        self, turn: int | None, model: str = "", result: tuple[str, str] | None = None
    ) -> Driver:
        """A new session: this one as it was before `turn`, or as it is. Raises `SandboxError`.

        This one stays open, and nothing of it changes. `model` answers from there on. `result`: a
        hop of `turn` and JSON, which its tool call brings when the turn is said next.
        """
        ...

    async def branches(self) -> list[Branch]:
        """The tree of forks that this session belongs to, parents first."""
        ...

    async def branch(self, name: str) -> Driver:
        """Another session of that tree, opened, by its id or the end of it."""
        ...

    def save(self, title: str) -> str:
        """Writes a recording; returns its path for display."""
        ...

    def unsent(self) -> str:
        """The words of a turn cut short before they were sent, "" if none."""
        ...

    async def close(self) -> None: ...


DriverFactory = Callable[[], Awaitable[Driver]]
