"""What the hub needs from outside: model, tools, search, clocks, dice, people.

A live session and a replay differ only in what stands behind these protocols.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import Field

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.faults import Fault
from sandbox.domain.hop import Passage
from sandbox.domain.knowledge import Scope
from sandbox.domain.message import Message
from sandbox.domain.money import Cost, Usage
from sandbox.domain.step import Spot, StepAct, Stop
from sandbox.domain.tool import RowChange, ToolCall, ToolOutcome
from sandbox.domain.verdict import Approval, Decision


class ToolSpec(Frozen):
    """A tool as a model is told of it."""

    name: str
    description: str
    parameters: dict[str, JSON]


class ModelRequest(Frozen):
    """One request to a model. `settings` are temperature, seed, max_tokens and the like."""

    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    settings: dict[str, JSON] = Field(default_factory=dict)


class Injected(Frozen):
    """One armed fault that hits a call: how it was armed, whom it hits, and what it does."""

    spec: str
    target: str
    fault: str
    seconds: float | None = None


class TextDelta(Frozen):
    """A piece of the reply's text, as it streams; or, with no text, a fault that hits the call."""

    text: str = ""
    injected: Injected | None = None


class ModelReply(Frozen):
    """A whole reply. It is the last item of every stream that did not fail.

    `model` is the name the provider gave; `finish` is "stop", "tool_calls", "length", ….
    `calls_by` says how it was told of tools: "" natively, "schema" by a JSON schema, "prompt" in
    words.
    """

    model: str
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    finish: str = "stop"
    usage: Usage = Usage()
    cost: Cost = Cost()
    raw_usage: dict[str, JSON] = Field(default_factory=dict)
    calls_by: str = ""


class Model(Protocol):
    """Anything that answers a request. Only the `infer` hop calls it."""

    def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """Pieces of text, then the whole reply.

        Raises `FaultError` (rate_limited, timeout, unavailable, model_error, model_unreadable);
        `asyncio.CancelledError` closes the connection.
        """
        ...


class Attempt(Frozen):
    """One attempt of one tool, with real values in `arguments`; `key` is "" for reads.

    `lookup` only asks whether the key's effect has happened. `injected`: faults to suffer.
    """

    tool: str
    arguments: dict[str, JSON]
    key: str = ""
    turn: int
    hop: int
    number: int = 1
    lookup: bool = False
    injected: tuple[Injected, ...] = ()


class ToolReply(Frozen):
    """What one attempt brought. `from_ledger`: the effect had already happened under this key."""

    outcome: ToolOutcome
    changes: tuple[RowChange, ...] = ()
    from_ledger: bool = False


class Toolbox(Protocol):
    """The pack's services. One call of `attempt` is one attempt of one tool."""

    async def attempt(self, attempt: Attempt) -> ToolReply: ...


class Rows(Protocol):
    """Read access to the world for checks: does this row exist, whose is it, what does it say."""

    def row(self, table: str, key: str) -> dict[str, JSON] | None: ...

    def keys(self, table: str) -> Sequence[str]: ...


class Search(Protocol):
    """Knowledge search; higher scores are better, ties are broken by id.

    What `scope` leaves out may follow, unused, with the reason.
    """

    def search(self, query: str, limit: int, scope: Scope = ...) -> tuple[Passage, ...]: ...


class WorldClock(Protocol):
    """The world's time: starts at the pack's `now:` and moves by fixed steps."""

    def now(self) -> str:
        """ISO 8601 in UTC with seconds, e.g. `2026-11-20T09:00:00Z`."""
        ...

    def step(self) -> str:
        """Moves by one step and returns the new time."""
        ...

    def move(self, seconds: float) -> str: ...

    def set(self, now: str) -> None: ...


class Stopwatch(Protocol):
    """Durations only."""

    def ns(self) -> int:
        """Nanoseconds from an arbitrary start; never goes back."""
        ...


class Wall(Protocol):
    """The real date, for envelopes that people read."""

    def utc(self) -> str: ...


class Dice(Protocol):
    """Streams of seeded chance, keyed by turn, call position and purpose."""

    def roll(self, turn: int, position: int, purpose: str) -> float:
        """A number in 0 ≤ x < 1, the same for the same seed and key."""
        ...


Rehearse = Callable[[str, dict[str, JSON]], Awaitable[ToolReply | None]]
"""Runs a tool on a copy of the world that is thrown away; None where there is none to copy."""


async def no_rehearsal(tool: str, arguments: dict[str, JSON]) -> ToolReply | None:
    """For a replay, whose tools are a tape."""
    return None


class Question(Frozen):
    """What a person is asked before a call runs. `arguments` hold real values (screen only).

    `check` says in words what is wrong with other arguments, "" if they are in order; a screen asks
    it before it takes an edit. `rehearse` runs the call with these or other arguments on a copy of
    the world, None where that can't be done. `seconds`: how long an answer is waited for, 0 = for
    ever.
    """

    kind: Literal["confirm"] = "confirm"
    tool: str
    subject: str
    arguments: dict[str, JSON]
    decision: Decision
    turn: int
    hop: int
    check: Callable[[dict[str, JSON]], str] = Field(
        default=lambda arguments: "", exclude=True, repr=False
    )
    rehearse: Callable[[dict[str, JSON]], Awaitable[ToolReply | None]] = Field(
        default=lambda arguments: no_rehearsal("", arguments), exclude=True, repr=False
    )
    seconds: float = 0.0


class Ask(Protocol):
    """A person, or a file that answers for one. May wait for ever; can be cancelled."""

    async def confirm(self, question: Question) -> Approval: ...


class Stepper(Protocol):
    """A person who goes through a turn hop by hop. Asked only while break points are armed."""

    def wants(self, spot: Spot) -> str:
        """The break point that stops a turn at `spot`, "" for none.

        `spot.number` is 0 where its hop is not open yet, and may still be run beside others.
        """
        ...

    async def stop(self, stop: Stop) -> StepAct:
        """What the person says. May wait for ever; `asyncio.CancelledError` cancels the turn."""
        ...


class Sleep(Protocol):
    """Waiting, so that backoff can be nominal in a replay."""

    async def sleep(self, seconds: float) -> None: ...


Progress = Callable[[TextDelta | Fault], None]
"""Where streamed text goes. It may drop anything; the log gets the whole reply."""

Decide = Callable[[Mapping[str, JSON]], Decision]
"""Policy as a function of its input document; never raises, what can't be evaluated is deny."""


class RemoteDecide(Protocol):
    """Somebody else who decides, in place of `Decide`; what goes wrong there is deny."""

    async def decide(self, document: Mapping[str, JSON]) -> Decision:
        """`document` holds placeholders, for it leaves the machine."""
        ...


@dataclass
class Ports:
    """Everything outside the agent: `wiring` fills it live, `replay` from a tape."""

    model: Model
    toolbox: Toolbox
    rows: Rows
    search: Search
    clock: WorldClock
    ask: Ask
    sleep: Sleep
    wall: Wall
    dice: Dice
    decide: Decide
    progress: Progress
    rehearse: Rehearse = no_rehearsal
    remote: RemoteDecide | None = None
    stepper: Stepper | None = None
