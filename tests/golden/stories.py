"""The golden sessions: each told once, recorded by `python -m tests.golden.record`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.tool import ToolCall
from sandbox.domain.verdict import Approval
from sandbox.hub.live import LiveSession
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest, Question, TextDelta
from sandbox.replay.sweep_actors import NoSleep
from sandbox.settings import Settings
from tests.loopback.openai_server import OpenAIServer

BROKEN = "My parcel arrived broken, order 10042, I want my money back"
OVER_LIMIT = ("my order 10077 arrived broken", "1")
CANCEL = "cancel order 10093"


@dataclass(frozen=True)
class Stage:
    """What a story is played on."""

    settings: Settings
    pack: Pack
    home: Path

    def session(self, approve: bool = True, **how: object) -> LiveSession:
        start = wiring.Start(**how)  # pyright: ignore[reportArgumentType]
        ask = AnswerAll(approve)
        return wiring.new_session(self.settings, self.pack, start, ask=ask, home=self.home)


Story = Callable[[Stage], Awaitable[LiveSession]]


def says(*texts: str, approve: bool = True, **how: object) -> Story:
    """A story in which the customer says `texts`, one turn after the other."""

    async def play(stage: Stage) -> LiveSession:
        live = stage.session(approve, **how)
        for text in texts:
            await live.send(text)
        return live

    return play


def failing(*steps: str, **how: object) -> Story:
    """A story whose steps are the customer's words, or `+FAULT` and `-all` to arm and disarm."""

    async def play(stage: Stage) -> LiveSession:
        live = stage.session(**how)  # pyright: ignore[reportArgumentType]
        live.parts.ports.sleep = NoSleep()
        for step in steps:
            if step.startswith("+"):
                live.arm(step[1:])
            elif step == "-all":
                live.disarm("all")
            else:
                await live.send(step)
        return live

    return play


async def edited(stage: Stage) -> LiveSession:
    """A person edits a refund over the limit down, and that runs."""
    live = stage.session()

    class Editor:
        async def confirm(self, question: Question) -> Approval:
            smaller = {**question.arguments, "amount": "20.00"}
            return Approval(action="edit", by="a colleague", arguments=smaller)

    live.parts.ports.ask = Editor()
    for text in OVER_LIMIT:
        await live.send(text)
    return live


async def cancelled(stage: Stage) -> LiveSession:
    """A turn is stopped while it waits for a person; the session goes on."""
    live = stage.session()
    asked = asyncio.Event()

    class Waits:
        async def confirm(self, question: Question) -> Approval:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

    answers, live.parts.ports.ask = live.parts.ports.ask, Waits()
    sending = asyncio.ensure_future(live.send(CANCEL))
    await asked.wait()
    live.cancel()
    await sending
    live.parts.ports.ask = answers
    await live.send("where is my order 10042?")
    return live


async def interrupted(stage: Stage) -> LiveSession:
    """The program dies while the model is asked; the session is resumed and goes on."""
    live = stage.session()
    await live.send("where is my order 10077?")
    whole = live.folder.log.read_bytes()
    await live.send(BROKEN)
    await live.close()
    cut = live.folder.log.read_bytes().index(b'"kind":"model_responded"', len(whole))
    end = live.folder.log.read_bytes().rindex(b"\n", 0, cut) + 1
    live.folder.log.write_bytes(live.folder.log.read_bytes()[:end])
    live.folder.world.unlink()
    again = await _reopened(stage, live)
    await again.send(BROKEN)
    return again


async def _reopened(stage: Stage, live: LiveSession) -> LiveSession:
    # The effect of the lost half never happened: its world is the seed's, as nothing was written.
    from sandbox.world.database import WorldDatabase

    for rest in live.folder.path.glob("world.sqlite*"):
        rest.unlink()
    WorldDatabase.create(live.folder.world, stage.pack).close()
    ask = AnswerAll(True)
    return await wiring.open_session(stage.settings, live.name, ask=ask, home=stage.home)


async def switched(stage: Stage) -> LiveSession:
    """Scripted, then a model over HTTP, then scripted again."""
    from sandbox.models.offline import offline_model
    from tests.loopback.brain import scripted_brain

    script = scripted_brain(offline_model("sandbox/scripted", 1))
    async with OpenAIServer(script=script) as server:
        settings = stage.settings.model_copy(update={"api_base": server.base})
        live = Stage(settings, stage.pack, stage.home).session()
        await live.send("where is my order 10042?")
        live.switch_model("openai/gpt-4o-mini")
        await live.send(BROKEN)
        live.switch_model("sandbox/scripted")
        await live.send(CANCEL)
    return live


async def broken_model(stage: Stage) -> LiveSession:
    """The model's server answers 500 until the turn degrades; then another model goes on."""
    from tests.loopback.script import Refuse

    refuse = Refuse(500, {"error": {"message": "out of order"}})
    async with OpenAIServer(script=lambda body: refuse) as server:
        settings = stage.settings.model_copy(update={"api_base": server.base})
        live = Stage(settings, stage.pack, stage.home).session(model="openai/gpt-4o-mini")
        live.parts.ports.sleep = _NoWait()
        await live.send("where is my order 10042?")
    live.switch_model("sandbox/scripted")
    await live.send("where is my order 10042?")
    return live


async def dead_letter(stage: Stage) -> LiveSession:
    """No answer to a cancellation; a person runs it again, and the agent tells it."""
    from sandbox.hub.rerun import rerun
    from sandbox.log.dead import dead_letters

    live = stage.session()
    live.parts.ports.sleep = NoSleep()
    live.arm("orders.cancel_order:unavailable")
    await live.send(CANCEL)
    live.disarm("all")
    await rerun(live, dead_letters(live.session)[0].hop)
    await live.send("please try again")
    return live


async def overlapping(stage: Stage) -> LiveSession:
    """A model that asks for three orders at once; the second call gets no answer at first."""
    live = stage.session()
    live.parts.ports.sleep = NoSleep()
    live.parts.model_for = lambda name: _ThreeAtOnce()
    live.arm("orders.get_order:timeout@2")
    await live.send("what about my orders 10042, 10077 and 10093?")
    return live


class _ThreeAtOnce:
    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        if request.messages[-1].role == "tool":
            yield ModelReply(model="three-at-once", text="I have looked at all three of them.")
            return
        calls = tuple(
            ToolCall(position=n, id="c", tool="get_order", arguments=f'{{"order_id": "{order}"}}')
            for n, order in enumerate(("O-10042", "O-10077", "O-10093"))
        )
        yield ModelReply(model="three-at-once", calls=calls, finish="tool_calls")


class _NoWait:
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


def _thirty() -> tuple[str, ...]:
    turns: list[str] = []
    for number in range(10):
        turns += ["where is my order?", "10042" if number % 2 else "10077", "thank you"]
    return tuple(turns)


STORIES: dict[str, tuple[str, Story]] = {
    "order-status": ("Asks for the number, then tells", says("where is my order?", "10042")),
    "refund": ("A broken parcel is paid back", says(BROKEN)),
    "refund-twice": ("The same wish twice pays once", says(BROKEN, BROKEN)),
    "refund-approved": ("A refund over the limit is approved", says(*OVER_LIMIT)),
    "refund-rejected": ("A refund over the limit is rejected", says(*OVER_LIMIT, approve=False)),
    "refund-edited": ("A refund over the limit is edited down", edited),
    "cancel": ("An order is cancelled after a confirm", says(CANCEL)),
    "denied": ("Somebody else's order", says("where is my order O-10058?")),
    "no-such-order": ("An order that does not exist", says("where is my order 99999?")),
    "repaired": (
        "A sloppy model's calls are mended",
        says("where is my order 10042?", CANCEL, *OVER_LIMIT, model="sandbox/sloppy", seed=37),
    ),
    "personal-data": (
        "Mail, card and phone stand as placeholders",
        says(f"{BROKEN}, write to jo@private.example or +49 151 23456789, card 4111111111111111"),
    ),
    "nothing-fits": ("What the agent can't do", says("Will it rain tomorrow?", "thank you")),
    "hand-off": (
        "A complaint, and a person is asked for",
        says("I want to make a complaint", "let me talk to a real person, this is ridiculous!!!"),
    ),
    "identified-first": (
        "Nobody is known; mail address and order number tell who speaks",
        says(
            "Where is my order O-10070?",
            "it was someone@private.example",
            "sorry, nadia.brandvik@example.com",
            "and the order 10042?",
            customer="nobody",
        ),
    ),
    "asked-which": (
        "Two wishes are likely, and the customer is asked which is meant",
        says("where is order 10070?", "late, not here, stop", "the first one"),
    ),
    "lost-reply": (
        "The refund is paid, its reply is lost, and it is not paid again",
        failing("+orders.issue_refund:error_after_commit@1", BROKEN, "please refund it"),
    ),
    "unknown-then-known": (
        "Nobody knows whether it was paid; asked again later, it is paid once",
        failing("+orders.issue_refund:error_after_commit", BROKEN, "-all", BROKEN),
    ),
    "breaker": (
        "A service is away: retries, an open circuit, and then it comes back",
        failing(
            "+orders:unavailable",
            "where is my order 10070?",
            "and what about 10042?",
            "-all",
            "and 10077?",
            *(["thanks"] * 2),
            "and 10077?",
        ),
    ),
    "old-answer": (
        "A service is away, and an earlier result stands in, told as old",
        failing("where is my order 10077?", "+orders:unavailable", "where is my order 10077?"),
    ),
    "model-faults": (
        "The model is limited, breaks off a call, and once says nothing",
        failing(
            "+model:rate_limited=1s@1",
            "+model:malformed_arguments@3",
            "where is my order 10042?",
            "+model:empty_reply@1",
            "thank you",
            "thank you",
        ),
    ),
    "dead-letter": ("A cancellation without an answer is run again by a person", dead_letter),
    "overlapping-reads": ("Three reads of one reply overlap, and one is tried again", overlapping),
    "cancelled-turn": ("A turn is stopped in the middle", cancelled),
    "interrupted": ("Killed while the model was asked, then resumed", interrupted),
    "switched-model": ("Three turns, two models", switched),
    "broken-model": ("A model that is out of order", broken_model),
    "thirty-turns": ("A long conversation", says(*_thirty())),
}
