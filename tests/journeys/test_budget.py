"""Budgets stop a call before it is sent, by the worst it can cost; the turn says which budget."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.hub.live import LiveSession
from sandbox.local.running import Local, LocalServer
from sandbox.log.fold import Turn
from sandbox.log.recording import read_recording
from sandbox.models.estimate import expected
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.models.price_book import PriceBook
from sandbox.models.spent import past_calls
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.plain_brain import plain_brain
from tests.loopback.script import Say

MODEL = "openai/mine"
PRICES = {MODEL: {"input": "1", "output": "10"}}
"""A dollar a million tokens of input: the first call can cost about one cent."""
ASK = "where is my order 10042?"


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


def _brain() -> OpenAIServer:
    return OpenAIServer(script=scripted_brain(offline_model("sandbox/scripted", 1)))


def _session(base: str, pack: Pack, home: Path, **more: Any) -> LiveSession:
    given = {"prices": PRICES, "api_base": base, **more}
    settings = Settings(_env_file=None, **given)  # pyright: ignore
    start = wiring.Start(model=MODEL)
    return wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=home)


def _why(turn: Turn) -> str:
    assert turn.finished is not None
    return turn.finished.why


async def _replays(live: LiveSession, settings: Settings) -> None:
    await live.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()


async def test_a_call_that_could_cost_more_than_the_turn_may_is_never_sent(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with _brain() as server:
        live = _session(server.base, pack, tmp_path, turn_budget="0.001")
        await live.send(ASK)
    (turn,) = live.session.turns
    assert server.requests == []
    assert "the turn's budget of $0.001 does not cover the next call" in _why(turn)
    assert turn.finished
    assert (turn.finished.outcome, turn.finished.degraded) == ("failed", True)
    assert "it would go beyond what I am allowed" in turn.reply
    assert turn.cost.nano == 0
    await _replays(live, settings)


async def test_what_the_turn_has_cost_so_far_counts(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with _brain() as server:
        free = _session(server.base, pack, tmp_path, turn_budget="1")
        await free.send(ASK)
        whole = free.session.turns[0]
        calls = len(server.requests)
        assert whole.cost.nano
        assert calls >= 2
        server.requests.clear()
        # Enough for the worst of each of its calls, and not for the second after the first.
        book = PriceBook({}, own=PRICES)
        worst = [expected(call.request, book, custom=True).worst for call in past_calls([whole])]
        most = max(cost.nano or 0 for cost in worst)
        live = _session(server.base, pack, tmp_path, turn_budget=f"{most / 1e9:.9f}")
        await live.send(ASK)
    (turn,) = live.session.turns
    assert len(server.requests) == 1
    assert "is left" in _why(turn)
    await free.close()
    await _replays(live, settings)


async def test_the_session_s_budget_is_spent_over_its_turns(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with _brain() as server:
        live = _session(server.base, pack, tmp_path, budget="0.02")
        for _ in range(4):
            await live.send(ASK)
        spent = live.session.cost.nano
        sent = len(server.requests)
        live.switch_model("sandbox/scripted")
        await live.send(ASK)
    assert spent
    assert spent <= 20_000_000
    stopped = [turn for turn in live.session.turns if "session's budget" in _why(turn)]
    assert [turn.number for turn in stopped][-1] == 4
    assert len(server.requests) == sent
    assert live.session.turns[-1].finished.outcome == "answered"  # pyright: ignore
    await _replays(live, settings)


async def test_a_budget_without_a_price_sends_nothing_and_says_how_to_name_one(
    pack: Pack, tmp_path: Path
) -> None:
    async with _brain() as server:
        live = _session(server.base, pack, tmp_path, budget="5", prices={})
        await live.send(ASK)
    (turn,) = live.session.turns
    assert server.requests == []
    assert f'add "{MODEL}" to [prices] in config.toml' in _why(turn)
    await live.close()


async def test_every_attempt_is_held_against_the_budget_and_a_cut_stream_is_paid(
    pack: Pack, tmp_path: Path
) -> None:
    async with OpenAIServer(script=lambda body: Say("hello you", broken="drop_mid")) as server:
        live = _session(server.base, pack, tmp_path, budget="1")
        live.parts.ports.sleep = _NoSleep()
        await live.send(ASK)
    calls = list(past_calls(live.session.turns))
    assert calls
    assert all(call.responded and call.responded.cost.known == "estimated" for call in calls)
    assert live.session.cost.nano
    await live.close()


async def test_a_call_that_is_stopped_is_paid_for_and_replays(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    hangs = Say("one moment, I am looking for it", broken="hang_mid")
    async with OpenAIServer(script=[hangs]) as server:
        live = _session(server.base, pack, tmp_path, budget="1")
        told = asyncio.Event()
        live.on_progress(lambda turn, text: told.set())
        turn = asyncio.ensure_future(live.send(ASK))
        await asyncio.wait_for(told.wait(), 20)
        live.cancel()
        await turn
    (stopped,) = live.session.turns[0].responses
    assert stopped.fault is not None
    assert (stopped.fault.kind, stopped.text[:3]) == ("cancelled", "one")
    assert live.session.cost.known == "estimated"
    assert live.session.cost.nano
    await _replays(live, settings)


async def test_a_cut_call_that_told_no_tokens_counts_with_its_worst(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    silent = Say("hello you, I am looking for it", used=None)
    async with OpenAIServer(script=lambda body: silent) as server:
        live = _session(server.base, pack, tmp_path, turn_budget="0.02")
        live.parts.ports.sleep = _NoSleep()
        live.arm("model:cut_stream@1")
        await live.send(ASK)
        first = live.session.turns[0]
        worst = [
            expected(call.request, PriceBook({}, own=PRICES), custom=True).worst.nano or 0
            for call in past_calls([first])
        ]
        assert first.cost.nano is None
        await live.close()
        # Room for one worst case, and not for another one.
        live = _session(server.base, pack, tmp_path, budget=f"{max(worst) * 1.5 / 1e9:.9f}")
        live.parts.ports.sleep = _NoSleep()
        live.arm("model:cut_stream@1")
        server.requests.clear()
        await live.send(ASK)
        await live.send(ASK)
    assert len(server.requests) == 1
    assert "session's budget" in _why(live.session.turns[-1])
    await _replays(live, settings)


async def test_a_model_that_we_serve_fits_into_any_budget(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _brain() as server:
        local = Local("small", 1, server.base)
        monkeypatch.setattr(LocalServer, "running", lambda self: local)
        given = {"budget": "0.000001", "turn_budget": "0.000001", "tool_mode": "native"}
        settings = Settings(_env_file=None, **given)  # pyright: ignore
        start = wiring.Start(model="local/small")
        live = wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=tmp_path)
        await live.send(ASK)
        await live.send(ASK)
    assert [turn.finished.outcome for turn in live.session.turns] == ["answered"] * 2  # pyright: ignore
    assert live.session.cost.nano == 0
    await live.close()


async def test_a_model_that_is_told_in_words_is_held_against_what_is_sent(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpenAIServer(script=plain_brain(offline_model("sandbox/scripted", 1))) as server:
        live = _session(server.base, pack, tmp_path, budget="1")
        await live.send(ASK)
        refused, *told = past_calls(live.session.turns)
        book = PriceBook({}, own=PRICES)
        native = expected(refused.request, book, custom=True).worst.nano or 0
        schema = expected(refused.request, book, custom=True, mode="schema").worst.nano or 0
        await live.close()
        # Enough for the tools as JSON; told in words they are more.
        live = _session(server.base, pack, tmp_path, budget=f"{(native + schema) / 2e9:.9f}")
        server.requests.clear()
        await live.send(ASK)
    assert told
    assert native < schema
    assert len(server.requests) == 1
    assert "does not cover the next call" in _why(live.session.turns[0])
    await _replays(live, settings)


class _NoSleep:
    async def sleep(self, seconds: float) -> None: ...
