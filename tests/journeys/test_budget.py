"""Budgets stop a call before it is sent, by the worst it can cost; the turn says which budget."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import PromptOutput
from sandbox.domain.tokens import estimate_tokens
from sandbox.hub.live import LiveSession
from sandbox.local.running import Local, LocalServer
from sandbox.log.fold import Turn
from sandbox.models.choices import budgeted
from sandbox.models.estimate import expected
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.models.price_book import PriceBook
from sandbox.models.spent import past_calls
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.settings import Settings
from tests.journeys.replaying import replays
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
    await replays(live, settings)


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
    await replays(live, settings)


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
    await replays(live, settings)


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
    await replays(live, settings)


async def test_a_cut_call_that_told_no_tokens_counts_with_its_worst(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live, silent = _breaks(pack, tmp_path, turn_budget="0.02")
    await live.send(ASK)
    first = live.session.turns[0]
    worst = [
        expected(call.request, PriceBook({}, own=PRICES)).worst.nano or 0
        for call in past_calls([first])
    ]
    assert first.cost.nano is None
    await live.close()
    # Room for one worst case, and not for another one.
    live, silent = _breaks(pack, tmp_path, budget=f"{max(worst) * 1.5 / 1e9:.9f}")
    await live.send(ASK)
    await live.send(ASK)
    assert silent.asked == 1
    assert "session's budget" in _why(live.session.turns[-1])
    await replays(live, settings)


async def test_an_injected_break_is_paid_for_as_a_real_one_is(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with _brain() as server:
        live = _session(server.base, pack, tmp_path, budget="1")
        live.parts.ports.sleep = _NoSleep()
        live.arm("model:cut_stream@1")
        live.arm("model:slow_first_token=99s@2")
        await live.send(ASK)
        await live.send(ASK)
    cut, late, *_ = live.session.turns[0].responses + live.session.turns[1].responses
    for broken in (cut, late):
        assert broken.fault is not None
        assert broken.usage.estimated
        assert broken.usage.input > 100
        assert broken.cost.known == "estimated"
        assert broken.cost.nano == broken.usage.input * 1000 + broken.usage.output * 10_000
    assert [one.usage.output for one in (cut, late)] == [estimate_tokens(cut.text), 0]
    assert live.session.cost.known == "estimated"
    await replays(live, settings)


async def test_a_stop_before_the_first_token_is_paid_for_in_every_model_and_replays(
    start: Callable[..., LiveSession], settings: Settings
) -> None:
    live = start(faults=("model:slow_first_token=30s@1",))
    waits = _Waits()
    live.parts.ports.sleep = waits
    turn = asyncio.ensure_future(live.send(ASK))
    await asyncio.wait_for(waits.begun.wait(), 20)
    live.cancel()
    await turn
    (stopped,) = live.session.turns[0].responses
    totals = live.session.turns[0].finished.totals  # pyright: ignore
    window = sum(part.tokens for part in _prompt(live.session.turns[0]).parts)
    assert stopped.usage.estimated
    assert (stopped.usage.input, stopped.usage.output) == (window, 0)
    assert (totals.input_tokens, totals.tokens_estimated) == (window, True)
    await replays(live, settings)


def _prompt(turn: Turn) -> PromptOutput:
    return next(hop.output for hop in turn.hops if isinstance(hop.output, PromptOutput))


class _Waits:
    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.begun.set()
        await asyncio.Event().wait()


class _Silent:
    """A model that breaks, and nobody says what that cost."""

    def __init__(self) -> None:
        self.asked = 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        self.asked += 1
        yield TextDelta(text="hello")
        raise FaultError(Fault(kind="unavailable", message="it broke"))


def _breaks(pack: Pack, home: Path, **more: Any) -> tuple[LiveSession, _Silent]:
    """A session with a model that breaks without a word of its tokens."""
    live, silent = _session("http://127.0.0.1:9/v1", pack, home, **more), _Silent()
    given = Settings(_env_file=None, prices=PRICES, **more)  # pyright: ignore
    live.parts.model_for = lambda name: budgeted(silent, lambda: live.session, given)
    live.parts.ports.sleep = _NoSleep()
    return live, silent


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
    await replays(live, settings)


class _NoSleep:
    async def sleep(self, seconds: float) -> None: ...
