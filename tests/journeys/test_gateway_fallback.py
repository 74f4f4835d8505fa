"""A model that fails is followed by the next in the list: visibly, and without a second write."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.log.event import ModelRequested
from sandbox.log.fold import Session
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.journeys.replaying import replays
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Refuse, Say, Step

FIRST, SECOND = "openai/first", "openai/second"
REFUND = "My parcel arrived broken, order 10042, I want my money back"
DOWN = Refuse(503, {"error": {"message": "down"}})
BAD_KEY = Refuse(401, {"error": {"message": "Incorrect API key"}})


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


def _only(name: str, broken: Step, after: int = 0) -> OpenAIServer:
    """A server where `name` answers `broken` from its call number `after` on; others work."""
    brain, seen = scripted_brain(offline_model("sandbox/scripted", 1)), []

    async def answer(body: dict[str, Any]) -> Step:
        seen.append(body["model"])
        if body["model"] == name.partition("/")[2] and len(seen) > after:
            return broken
        return await brain(body)

    return OpenAIServer(script=answer)


def _session(base: str, pack: Pack, home: Path, **more: Any) -> LiveSession:
    settings = Settings(_env_file=None, api_base=base, **more)  # pyright: ignore
    start = wiring.Start(model=FIRST)
    live = wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=home)
    live.parts.ports.sleep = _NoSleep()
    return live


def _asked(session: Session) -> list[tuple[str, int]]:
    """Model and attempt of each request."""
    return [
        (event.model, event.attempt)
        for turn in session.turns
        for hop in turn.hops
        for event in hop.events
        if isinstance(event, ModelRequested)
    ]


async def test_the_next_model_takes_over_and_each_attempt_is_in_the_log(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with _only(FIRST, DOWN) as server:
        live = _session(server.base, pack, tmp_path, fallback=SECOND)
        await live.send("where is my order 10042?")
    (turn,) = live.session.turns
    assert turn.finished
    assert turn.finished.outcome == "answered"
    first, second = (FIRST, 1), (FIRST, 2)
    assert _asked(live.session) == [first, second, (SECOND, 3), first, (SECOND, 2)]
    assert [received.body["model"] for received in server.requests].count("first") == 2
    assert "not asked again" in str(turn.responses[3].fault)
    assert {response.model for response in turn.responses if not response.fault} == {"second"}
    assert server.complaints == []
    await replays(live, settings)


async def test_the_next_turn_asks_the_first_model_again(pack: Pack, tmp_path: Path) -> None:
    async with _only(FIRST, DOWN) as server:
        live = _session(server.base, pack, tmp_path, fallback=SECOND)
        for _ in range(2):
            await live.send("where is my order 10042?")
    assert [received.body["model"] for received in server.requests].count("first") == 4
    await live.close()


async def test_what_can_not_pass_goes_to_the_next_model_at_once(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with _only(FIRST, BAD_KEY) as server:
        live = _session(server.base, pack, tmp_path, fallback="sandbox/scripted")
        await live.send("where is my order 10042?")
    assert _asked(live.session)[:2] == [(FIRST, 1), ("sandbox/scripted", 2)]
    assert live.session.turns[0].finished.outcome == "answered"  # pyright: ignore
    await replays(live, settings)


async def test_a_model_that_fails_after_a_write_leaves_one_write(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with _only(FIRST, DOWN, after=2) as server:
        live = _session(server.base, pack, tmp_path, fallback=SECOND)
        await live.send(REFUND)
    (turn,) = live.session.turns
    assert {model for model, _ in _asked(live.session)} == {FIRST, SECOND}
    refunds = [change for change in turn.changes if change.table == "refunds"]
    assert len(refunds) == 1
    assert turn.finished.outcome == "answered"  # pyright: ignore
    await replays(live, settings)


async def test_nothing_takes_over_once_a_word_was_shown(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    cut = Say("Your order is on its way to you", broken="drop_mid")
    async with _only(FIRST, cut) as server:
        live = _session(server.base, pack, tmp_path, fallback=SECOND)
        await live.send("where is my order 10042?")
    assert _asked(live.session) == [(FIRST, 1)]
    assert live.session.turns[0].finished.outcome == "failed"  # pyright: ignore
    await replays(live, settings)


async def test_the_last_of_them_says_what_is_wrong_with_it(pack: Pack, tmp_path: Path) -> None:
    async with OpenAIServer(script=lambda body: DOWN) as server:
        live = _session(server.base, pack, tmp_path, fallback=SECOND)
        await live.send("where is my order 10042?")
    assert [model for model, _ in _asked(live.session)] == [FIRST] * 2 + [SECOND] * 3
    assert "down" in live.session.turns[0].finished.why  # pyright: ignore
    await live.close()


async def test_a_misspelt_fallback_is_told_before_the_session_begins(
    pack: Pack, tmp_path: Path
) -> None:
    async with _only(FIRST, DOWN) as server:
        with pytest.raises(SandboxError, match="sandbox/scripted"):
            _session(server.base, pack, tmp_path, fallback="sandbox/scriptd")
    assert not (tmp_path / "sessions").exists()


class _NoSleep:
    async def sleep(self, seconds: float) -> None: ...
