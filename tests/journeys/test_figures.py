"""A live session in which everything happens: its figures are the same wherever one looks."""

import asyncio
import json
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.adapters.clocks import MonotonicStopwatch
from sandbox.domain.money import total_cost
from sandbox.domain.turn import TurnOutcome
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Session, Turn, fold
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.log.times import times_of
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.cli.command_line import Sandbox, command_line
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.unit.tui.agreeing import all_agree

MODEL = "openai/mine"
PRICES = {MODEL: {"input": "0.15", "output": "0.61"}}
BROKEN = "My parcel arrived broken, order 10042, I want my money back"


class Waits:
    """A sleep that ends at once, or never where `held`."""

    def __init__(self) -> None:
        self.held = False
        self.begun = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if self.held:
            self.begun.set()
            await asyncio.Event().wait()


async def _told(pack: Pack, home: Path) -> tuple[LiveSession, list[int]]:
    """The session, and how long each of its turns took by the clock on the wall."""
    walls, clock, waits = list[int](), MonotonicStopwatch(), Waits()
    server = OpenAIServer(script=scripted_brain(offline_model("sandbox/sloppy", 3, rate=1.0)))
    async with server:
        given = {"prices": PRICES, "api_base": server.base, "budget": "1"}
        own = Settings(_env_file=None, **given)  # pyright: ignore
        start = wiring.Start(model=MODEL)
        live = wiring.new_session(own, pack, start, ask=AnswerAll(True), home=home)
        live.parts.ports.sleep = waits

        async def say(text: str, *faults: str) -> None:
            for one in faults:
                live.arm(one)
            began = clock.ns()
            await live.send(text)
            walls.append(clock.ns() - began)
            if faults:
                live.disarm("all")

        await say("where is my order 10042?", "model:cut_stream@1")
        await say(BROKEN, "orders.issue_refund:error_after_commit@1")
        live.arm("model:slow_first_token=30s")
        waits.held = True
        began = clock.ns()
        turn = asyncio.ensure_future(live.send("where is my order 10093?"))
        await asyncio.wait_for(waits.begun.wait(), 30)
        live.cancel()
        await turn
        walls.append(clock.ns() - began)
        live.disarm("all")
        waits.held = False
        await say("where is my order 10093?", "model:rate_limited=1s@1-9")
        live.switch_model("sandbox/scripted")
        await say("I want to talk to a person")
    await live.close()
    return live, walls


def _ended(session: Session) -> list[TurnOutcome]:
    return [turn.finished.outcome for turn in session.turns if turn.finished]


def _repairs(turn: Turn) -> int:
    return turn.finished.totals.repairs if turn.finished else 0


@pytest.fixture
def sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Sandbox:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path))
    return command_line(monkeypatch, capsys)


async def test_figures_of_a_session_with_everything_in_it_agree_to_the_last_digit(
    pack: Pack, settings: Settings, tmp_path: Path, sandbox: Sandbox
) -> None:
    await door()
    live, walls = await _told(pack, tmp_path)
    session = live.session
    assert {"cancelled", "handed_off"} <= set(_ended(session))
    assert sum(map(_repairs, session.turns)) > 0
    assert sum(one.fault is not None for turn in session.turns for one in turn.responses) > 2
    stopped = session.turns[2]
    assert stopped.usage.estimated
    assert stopped.usage.input > 100
    assert stopped.cost.nano

    all_agree(session)
    read = fold(read_log(live.folder.log).events)
    all_agree(read)
    assert (read.cost, read.usage) == (session.cost, session.usage)
    for turn, wall in zip(session.turns, walls, strict=True):
        times = times_of(turn)
        work = sum(share.own for share in times.shares.values())
        assert work + times.waited + times.between == times.total <= wall

    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()

    shown = json.loads(sandbox("sessions", "show", live.name, "--json")[1])
    stats = json.loads(sandbox("stats", live.name, "--json")[1])["total"]
    (listed,) = json.loads(sandbox("sessions", "list", "--json")[1])
    cost = total_cost(turn.cost for turn in session.turns)
    assert shown["totals"]["cost"]["nano"] == listed["cost_nano"] == cost.nano
    assert sum(one["nano"] for one in stats["cost"].values()) == cost.nano
    for name in ("input_tokens", "output_tokens", "model_calls", "tool_calls", "repairs"):
        assert shown["totals"][name] == stats[name], name
    assert shown["totals"]["input_tokens"] == session.usage.input
