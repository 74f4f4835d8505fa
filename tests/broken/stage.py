"""A stage on which the same story gives the same bytes: clocks that count, and a fixed date."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.tool import ToolCall
from sandbox.hub.folder import SessionFolder
from sandbox.hub.live import LiveSession
from sandbox.log.canonical import canonical
from sandbox.log.event import SessionStarted
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.replay.causes import code_version
from sandbox.settings import Settings
from sandbox.wiring.parts import parts_of
from sandbox.world.database import WorldDatabase

SEED = 7
RECORDED = "2026-11-20T09:00:00Z"
"""What the wall clock shows on this stage; a replay never compares it."""
READING = 150_000
"""Nanoseconds that pass between two readings of the stopwatch."""

Reply = ModelReply | Callable[[ModelRequest], ModelReply]


class CountingStopwatch:
    """Goes on by a fixed step at each reading, and by what was slept."""

    def __init__(self) -> None:
        self.now = 0

    def ns(self) -> int:
        self.now += READING
        return self.now


class StillWall:
    """Always the same date."""

    def utc(self) -> str:
        return RECORDED


@dataclass
class CountingSleep:
    """Waits for nobody; the stopwatch goes on by the time that was to be waited."""

    watch: CountingStopwatch

    async def sleep(self, seconds: float) -> None:
        self.watch.now += round(seconds * 1e9)


@dataclass(frozen=True)
class Stage:
    """What a story is played on. `home` is a folder that is thrown away."""

    settings: Settings
    pack: Pack
    home: Path

    def session(self, *, approve: bool = True) -> LiveSession:
        """A new session of the pack, seeded, on counting clocks."""
        folder = SessionFolder(self.home / "sessions" / "20261120-0900-broken")
        folder.make()
        world = WorldDatabase.create(folder.world, self.pack)
        ask = AnswerAll(approve)
        live = LiveSession(parts_of(self.settings, self.pack, folder, world, SEED, ask))
        watch = CountingStopwatch()
        live.parts.stopwatch, live.parts.ports.sleep = watch, CountingSleep(watch)
        live.parts.ports.wall = StillWall()
        live.start(
            SessionStarted(
                code=code_version(),
                pack=self.pack.name,
                pack_version=self.pack.version,
                files=dict(self.pack.digests),
                seed=SEED,
                model="sandbox/scripted",
                principal=self.pack.principal,
                wall=RECORDED,
            )
        )
        return live


class Lines:
    """A model that says its lines, one a request, whatever it is asked; the last one for ever."""

    def __init__(self, *replies: Reply) -> None:
        self._replies: Sequence[Reply] = replies
        self._at = 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        reply = self._replies[min(self._at, len(self._replies) - 1)]
        self._at += 1
        yield reply if isinstance(reply, ModelReply) else reply(request)


def calls(tool: str, **arguments: object) -> ModelReply:
    """A reply that calls one tool."""
    call = ToolCall(position=0, id="call_1", tool=tool, arguments=canonical(arguments))
    return ModelReply(model="lines", calls=(call,), finish="tool_calls")


def says(text: str) -> ModelReply:
    """A reply in words."""
    return ModelReply(model="lines", text=text)


def load(settings: Settings, pack: str) -> Pack:
    """A pack by name or folder."""
    return wiring.load(settings, pack)
