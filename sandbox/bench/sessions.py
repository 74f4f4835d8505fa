"""Sessions for measurements: the pack's own turns, and models that cost nothing."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import wiring
from sandbox.adapters.announce import AnnouncedModel
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.turn import Totals
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Turn
from sandbox.pack.pack import Pack
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta
from sandbox.settings import Settings

CANCEL = "cancel order 10093"
"""Three model calls, a read, and a write that a person confirms."""
DAMAGED = "My parcel arrived broken, order 10042, I want my money back"
"""Said again in the same session: three model calls and two reads, the same every time."""
STATUS = "where is my order 10042?"
MODELS, TOOLS = 3, 2
"""The turn that the targets speak of."""

Item = TextDelta | ModelReply


def worded(text: str, number: int) -> str:
    """`text` with a last word of its own: no cache that outlives a session knows it whole."""
    return f"{text} q{''.join(chr(ord('a') + int(digit)) for digit in str(number))}"


@dataclass
class Recorder:
    """Passes a model's answers on and keeps them."""

    model: Model
    replies: list[list[Item]] = field(default_factory=list)

    async def stream(self, request: ModelRequest) -> AsyncIterator[Item]:
        items: list[Item] = []
        self.replies.append(items)
        async for item in self.model.stream(request):
            items.append(item)
            yield item


@dataclass
class InstantModel:
    """Gives recorded answers in order, over and over: a model that takes no time to think."""

    replies: Sequence[Sequence[Item]]
    _next: int = 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[Item]:
        items = self.replies[self._next % len(self.replies)]
        self._next += 1
        for item in items:
            yield item


class CpuStopwatch:
    """In the place of the stopwatch: each hop's `took` is then CPU of the process, not time."""

    def ns(self) -> int:
        return time.process_time_ns()


class Bench:
    """Opens sessions of one pack in one folder."""

    def __init__(self, pack: str, home: Path, **settings: str) -> None:
        self.settings = Settings(_env_file=None, **settings)  # pyright: ignore
        self.pack: Pack = wiring.load(self.settings, pack)
        self.home = home

    def session(
        self, model: str = "sandbox/scripted", seed: int = 7, faults: tuple[str, ...] = ()
    ) -> LiveSession:
        """A new session in which a person approves everything."""
        start = wiring.Start(model=model, seed=seed, faults=faults)
        ask = AnswerAll(True)
        return wiring.new_session(self.settings, self.pack, start, ask=ask, home=self.home)

    async def recorded(self, *texts: str) -> list[list[list[Item]]]:
        """What the scripted model answers to `texts` in a new session, turn by turn."""
        live = self.session()
        turns: list[list[list[Item]]] = []
        for text in texts:
            recorder = Recorder(live.parts.model_for(live.session.model))
            answer_with(live, recorder)
            await live.send(text)
            answer_with(live, recorder.model)
            turns.append(recorder.replies)
        await live.close()
        return turns


def answer_with(live: LiveSession, model: Model) -> None:
    """From the next turn on `model` answers, announced as every model is."""
    announced = model if isinstance(model, AnnouncedModel) else AnnouncedModel(model)
    live.parts.model_for = lambda name: announced


def totals(turn: Turn) -> Totals:
    """Its counts. Raises `RuntimeError` for a turn that did not come to a good end."""
    end = turn.finished
    if end is None or end.outcome not in ("answered", "asked", "handed_off"):
        raise RuntimeError(f"the turn ended {end.outcome if end else 'never'}: {turn.reply[:80]}")
    return end.totals


def shape(turn: Turn) -> tuple[bool, str]:
    """Whether it is the turn that the targets speak of, and its calls in words."""
    counts = totals(turn)
    words = f"{counts.model_calls} model calls, {counts.tool_calls} tool calls"
    return (counts.model_calls, counts.tool_calls) == (MODELS, TOOLS), words
