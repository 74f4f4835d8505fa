"""Stand-ins for everything a hop asks from outside, and for the hop's own scope."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.adapters.clocks import SteppingClock, SystemWall
from sandbox.adapters.dice import SeededDice
from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import Passage
from sandbox.domain.knowledge import ANYBODY, Scope
from sandbox.domain.tool import Ok
from sandbox.domain.verdict import Approval, Decision
from sandbox.hops.scope import E, Output
from sandbox.log.back_ends import BackEnds
from sandbox.log.event import READ_EVENT, Event, HopFinished
from sandbox.ports import (
    Attempt,
    ModelReply,
    ModelRequest,
    Ports,
    Question,
    TextDelta,
    ToolReply,
)
from tests.unit.hops.shop import MAIL, NOW, ROWS


class MemoryRows:
    """Rows of a world that is a dictionary."""

    def __init__(self, rows: Mapping[str, Iterable[dict[str, Any]]] = ROWS) -> None:
        self.tables = {name: {row["id"]: row for row in found} for name, found in rows.items()}

    def row(self, table: str, key: str) -> dict[str, Any] | None:
        return self.tables.get(table, {}).get(key)

    def keys(self, table: str) -> list[str]:
        return sorted(self.tables.get(table, {}))


def says(text: str, *texts: str) -> "FakeModel":
    """A model that gives these replies, one a call."""
    return FakeModel([[reply(text)], *([reply(more)] for more in texts)])


def reply(text: str = "", **more: Any) -> ModelReply:
    return ModelReply(model="fake", text=text, **more)


def fault(kind: Any = "unavailable", message: str = "no answer") -> FaultError:
    return FaultError(Fault(kind=kind, message=message))


class FakeModel:
    """Plays one script a call: pieces, replies, exceptions to raise, or "wait" for ever."""

    def __init__(self, scripts: Sequence[Sequence[Any]]) -> None:
        self.scripts = list(scripts)
        self.requests: list[ModelRequest] = []
        self.waits = asyncio.Event()
        self.closed = 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        self.requests.append(request)
        script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
        try:
            for item in script:
                if isinstance(item, BaseException):
                    raise item
                if item == "wait":
                    self.waits.set()
                    await asyncio.Event().wait()
                yield TextDelta(text=item) if isinstance(item, str) else item
        finally:
            self.closed += 1


class FakeToolbox:
    """Gives these replies, the last one for ever; `gate` holds every attempt until it is set."""

    def __init__(self, *replies: Any, gate: asyncio.Event | None = None) -> None:
        self.replies = list(replies) or [ToolReply(outcome=Ok(result={}))]
        self.attempts: list[Attempt] = []
        self.begun = asyncio.Event()
        self.finished = 0
        self.gate = gate

    async def attempt(self, attempt: Attempt) -> ToolReply:
        self.attempts.append(attempt)
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        found = self.replies[min(len(self.attempts), len(self.replies)) - 1]
        if isinstance(found, BaseException):
            raise found
        self.finished += 1
        return found


class FakeAsk:
    """A person who gives these answers, or never comes back."""

    def __init__(self, *answers: Approval) -> None:
        self.answers = list(answers)
        self.questions: list[Question] = []
        self.asked = asyncio.Event()

    async def confirm(self, question: Question) -> Approval:
        self.questions.append(question)
        self.asked.set()
        if not self.answers:
            await asyncio.Event().wait()
        return self.answers.pop(0)


class FakeSleep:
    """Notes how long it was to wait; raises `stop` in its place when there is one."""

    def __init__(self, stop: BaseException | None = None) -> None:
        self.waits: list[float] = []
        self.stop = stop

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        if self.stop is not None:
            raise self.stop


class NoSearch:
    def __init__(self, *passages: Passage) -> None:
        self.passages = passages
        self.queries: list[str] = []

    def search(self, query: str, limit: int, scope: Scope = ANYBODY) -> tuple[Passage, ...]:
        self.queries.append(query)
        return self.passages[:limit]


ALLOW = Decision(verdict="allow", rule="all")
CONFIRM = Decision(verdict="confirm", rule="limit", reason="over the limit")
DENY = Decision(verdict="deny", rule="never", reason="not here")


def make_ports(**changes: Any) -> Ports:
    """Ports that answer at once and allow everything."""
    whole: dict[str, Any] = {
        "model": says("Hello."),
        "toolbox": FakeToolbox(),
        "rows": MemoryRows(),
        "search": NoSearch(),
        "clock": SteppingClock(NOW),
        "ask": FakeAsk(),
        "sleep": FakeSleep(),
        "wall": SystemWall(),
        "dice": SeededDice(0),
        "decide": lambda document: ALLOW,
        "progress": lambda item: None,
    }
    return Ports(**{**whole, **changes})


def hide_mail(value: Any) -> Any:
    """A mask that knows one address."""
    return json.loads(json.dumps(value).replace(MAIL, "[EMAIL_1]"))


@dataclass
class FakeHop:
    """A hop under way that keeps what is written; `syncs`: how many events were out at each."""

    turn: int = 1
    number: int = 1
    at: str = NOW
    hide: Callable[[Any], Any] = hide_mail
    events: list[Event] = field(default_factory=list)
    syncs: list[int] = field(default_factory=list)
    time: int = 0
    back: BackEnds = field(default_factory=BackEnds)

    def write(self, event: E) -> E:
        data = self.hide(event.model_dump(mode="json"))
        masked = READ_EVENT.validate_python(data)
        self.events.append(masked)
        stamp = {"turn": self.turn, "hop": self.number, "at": event.at or self.at}
        self.back.feed(masked.model_copy(update=stamp))
        return masked  # pyright: ignore[reportReturnType]

    def finish(self, output: Output) -> Output:
        return self.write(HopFinished(output=output)).output  # pyright: ignore[reportReturnType]

    def elapsed(self) -> int:
        self.time += 1
        return self.time - 1

    def mask(self, value: Any) -> Any:
        return self.hide(value)

    def sync(self) -> None:
        self.syncs.append(len(self.events))

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    @property
    def output(self) -> Any:
        """What the hop finished with, once."""
        (finished,) = [event for event in self.events if isinstance(event, HopFinished)]
        return finished.output
