"""One session, several models: offline, over real HTTP, and back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.domain.faults import SandboxError
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.journeys.replaying import replays
from tests.journeys.switching import session_at
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Say

MODEL = "openai/gpt-4o-mini"


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    script = scripted_brain(offline_model("sandbox/scripted", 1))
    async with OpenAIServer(script=script) as running:
        yield running


async def test_scripted_then_http_then_scripted_is_one_session_and_replays(
    server: OpenAIServer, pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = session_at(server, pack, tmp_path, "sandbox/scripted")
    await live.send("where is my order 10042?")
    live.switch_model(MODEL)
    await live.send("My parcel arrived broken, order 10042, I want my money back")
    live.switch_model("sandbox/scripted")
    await live.send("cancel order 10093")
    turns = live.session.turns
    assert [turn.model for turn in turns] == ["sandbox/scripted", MODEL, "sandbox/scripted"]
    assert [turn.finished.outcome for turn in turns] == ["answered"] * 3  # pyright: ignore
    assert server.complaints == []
    assert len(turns[1].changes) == 2
    usage = [response.usage for response in turns[1].responses]
    assert all(use.input and not use.estimated for use in usage)
    await replays(live, settings)


async def test_text_streams_while_the_model_talks(
    server: OpenAIServer, pack: Pack, tmp_path: Path
) -> None:
    live = session_at(server, pack, tmp_path, MODEL)
    heard: list[str] = []
    live.on_progress(lambda turn, text: heard.append(text))
    await live.send("where is my order 10042?")
    assert len(heard) > 2
    assert "delivered" in "".join(heard)
    await live.close()


async def test_a_model_that_calls_for_ever_is_stopped_and_a_person_takes_over(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    from tests.loopback.script import Call

    loop = Say("", calls=(Call("get_order", '{"order_id": "O-10042"}'),))
    async with OpenAIServer(script=lambda body: loop) as server:
        live = session_at(server, pack, tmp_path, MODEL)
        await live.send("where is my order 10042?")
    turn = live.session.turns[-1]
    assert turn.finished is not None
    assert (turn.finished.outcome, turn.finished.degraded) == ("handed_off", True)
    assert turn.finished.abstained == "loop"
    assert "get_order again and again" in turn.finished.why
    assert len(turn.responses) <= 5
    await replays(live, settings)


async def test_stopping_a_turn_closes_the_connection_to_its_model(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpenAIServer(
        script=[Say("one moment, I am looking for it", broken="hang_mid")]
    ) as server:
        live = session_at(server, pack, tmp_path, MODEL)
        told = asyncio.Event()
        live.on_progress(lambda turn, text: told.set())
        turn = asyncio.ensure_future(live.send("where is my order 10042?"))
        await asyncio.wait_for(told.wait(), 20)
        live.cancel()
        assert await turn is None
        assert await server.sees_a_drop()
    assert live.session.turns[0].finished.outcome == "cancelled"  # pyright: ignore
    await replays(live, settings)


async def test_a_dead_endpoint_degrades_the_turn_and_the_session_goes_on(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpenAIServer(script=[]) as server:
        live = session_at(server, pack, tmp_path, MODEL)
    live.parts.ports.sleep = _NoSleep()
    await live.send("where is my order 10042?")
    turn = live.session.turns[-1]
    assert turn.finished.outcome == "failed"  # pyright: ignore
    assert "cannot reach" in turn.finished.why  # pyright: ignore
    live.switch_model("sandbox/scripted")
    await live.send("where is my order 10042?")
    assert live.session.turns[-1].finished.outcome == "answered"  # pyright: ignore
    await replays(live, settings)


async def test_an_unknown_model_names_its_neighbours_and_changes_nothing(
    server: OpenAIServer, pack: Pack, tmp_path: Path
) -> None:
    live = session_at(server, pack, tmp_path, "sandbox/scripted")
    with pytest.raises(SandboxError, match="sandbox/scripted"):
        live.switch_model("sandbox/scriptd")
    assert live.session.model == "sandbox/scripted"
    await live.close()


async def test_a_missing_key_is_named_before_anything_is_sent(
    pack: Pack, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    live = wiring.new_session(settings, pack, home=tmp_path)
    with pytest.raises(SandboxError, match="OPENAI_API_KEY"):
        live.switch_model(MODEL)
    await live.close()


class _NoSleep:
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
