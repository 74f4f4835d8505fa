"""A model that takes no tools does the same job: by a schema, by the prompt, and told so."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.export.call_lines import call_lines
from sandbox.hub.live import LiveSession
from sandbox.log.event import ModelRequested
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.journeys.replaying import replays
from tests.loopback.brain import scripted_brain
from tests.loopback.ollama_server import OllamaServer
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.plain_brain import plain_brain
from tests.loopback.script import Say

SMALL = "openai/small"
REFUND = "My parcel arrived broken, order 10042, I want my money back"


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


def _scripted() -> Any:
    return offline_model("sandbox/scripted", 1)


def _session(base: str, pack: Pack, home: Path, model: str = SMALL, **more: Any) -> LiveSession:
    settings = Settings(_env_file=None, api_base=base, **more)  # pyright: ignore
    start = wiring.Start(model=model)
    return wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=home)


def _told(live: LiveSession) -> list[str]:
    """How each answered call was told of tools."""
    return [r.calls_by for turn in live.session.turns for r in turn.responses if not r.fault]


async def test_a_refusal_of_tools_is_one_attempt_and_a_schema_does_the_rest(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpenAIServer(script=plain_brain(_scripted())) as server:
        live = _session(server.base, pack, tmp_path)
        await live.send(REFUND)
        await live.send("where is my order 10070?")
    first, second = live.session.turns
    assert [turn.finished.outcome for turn in (first, second)] == ["answered"] * 2  # pyright: ignore
    assert {change.table for change in first.changes} == {"orders", "refunds"}
    assert set(_told(live)) == {"schema"}
    refused = [response for response in first.responses if response.fault]
    assert ["takes no tools" in r.fault.message for r in refused if r.fault] == [True]
    assert sum("tools" in received.body for received in server.requests) == 1
    assert server.complaints == []
    lines = [line for hop in first.hops for line in call_lines(hop)]
    assert any("attempt 1" in line and "takes no tools" in line for line in lines)
    assert "told of its tools by a JSON schema of its reply" in lines
    await replays(live, settings)


async def test_its_words_stream_and_its_calls_do_not(pack: Pack, tmp_path: Path) -> None:
    async with OpenAIServer(script=plain_brain(_scripted())) as server:
        live = _session(server.base, pack, tmp_path)
        heard: list[str] = []
        live.on_progress(lambda turn, text: heard.append(text))
        await live.send("where is my order 10042?")
    assert len(heard) > 3
    assert "".join(heard) == live.session.turns[0].responses[-1].text
    await live.close()


async def test_where_a_schema_is_refused_too_the_prompt_alone_does_it(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    async with OpenAIServer(script=plain_brain(_scripted(), schemas=False)) as server:
        live = _session(server.base, pack, tmp_path)
        await live.send(REFUND)
    (turn,) = live.session.turns
    assert turn.finished.outcome == "answered"  # pyright: ignore
    assert set(_told(live)) == {"prompt"}
    requests = [e for h in turn.hops for e in h.events if isinstance(e, ModelRequested)]
    assert [request.attempt for request in requests[:3]] == [1, 2, 3]
    assert all(request.tools for request in requests), "the log keeps what was offered"
    await replays(live, settings)


async def test_a_setting_takes_the_way_without_asking(pack: Pack, tmp_path: Path) -> None:
    async with OpenAIServer(script=plain_brain(_scripted())) as server:
        live = _session(server.base, pack, tmp_path, tool_mode="prompt")
        await live.send("where is my order 10042?")
    assert live.session.turns[0].finished.outcome == "answered"  # pyright: ignore
    assert [r.fault for r in live.session.turns[0].responses if r.fault] == []
    assert all("response_format" not in received.body for received in server.requests)
    await live.close()


async def test_a_history_moves_between_a_model_with_tools_and_one_without(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    with_tools, without = scripted_brain(_scripted()), plain_brain(_scripted())

    async def both(body: dict[str, Any]) -> Any:
        return await (without if body["model"] == "small" else with_tools)(body)

    async with OpenAIServer(script=both) as server:
        live = _session(server.base, pack, tmp_path, "openai/big")
        for model, text in (
            ("openai/big", "where is my order 10042?"),
            (SMALL, REFUND),
            ("openai/big", "cancel order 10093"),
            (SMALL, "where is my order 10070?"),
        ):
            live.switch_model(model)
            await live.send(text)
    turns = live.session.turns
    assert [turn.finished.outcome for turn in turns] == ["answered"] * 4  # pyright: ignore
    assert server.complaints == []
    roles = [m["role"] for m in server.requests[-1].body["messages"][1:]]
    assert all(one != two for one, two in pairwise(roles))
    await replays(live, settings)


async def test_words_that_are_no_json_are_what_the_model_said(pack: Pack, tmp_path: Path) -> None:
    async with OpenAIServer(script=lambda body: Say("Good morning!")) as server:
        live = _session(server.base, pack, tmp_path, tool_mode="schema")
        await live.send("hello")
    assert live.session.turns[0].reply == "Good morning!"
    await live.close()


async def test_an_ollama_model_without_tools_is_driven_too(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = plain_brain(_scripted())

    async def answer(body: dict[str, Any]) -> Any:
        wanted = body.get("format")
        shaped = {"json_schema": {"schema": wanted}} if isinstance(wanted, dict) else None
        return await plain({**body, "response_format": shaped})

    async with OllamaServer(script=answer, tools=False) as server:
        monkeypatch.setenv("OLLAMA_API_BASE", server.base)
        live = _session("", pack, tmp_path, "ollama_chat/gemma3")
        await live.send("where is my order 10042?")
    turn = live.session.turns[0]
    assert turn.finished.outcome == "answered", turn.finished  # pyright: ignore
    assert set(_told(live)) == {"schema"}
    # litellm would ask it in the event loop, without any limit.
    assert {received.path for received in server.requests} == {"/api/chat"}
    await live.close()


@pytest.mark.parametrize("mode", ["schema", "prompt"])
async def test_a_tool_that_is_no_name_is_words_with_their_cost_and_replays(
    pack: Pack, settings: Settings, tmp_path: Path, mode: str
) -> None:
    odd = Say('{"tool": ["get_order"], "arguments": {}}')
    async with OpenAIServer(script=lambda body: odd) as server:
        live = _session(server.base, pack, tmp_path, tool_mode=mode, prices={SMALL: _PRICE})
        await live.send("where is my order 10042?")
    turn = live.session.turns[0]
    assert turn.responses
    assert all(response.fault is None and response.cost.nano for response in turn.responses)
    await replays(live, settings)


async def test_whatever_a_model_raises_stands_in_the_log_and_replays(
    pack: Pack, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*given: object) -> None:
        raise TypeError("a secret of the customer")

    monkeypatch.setattr("sandbox.models.tool_mode.read_plain", breaks)
    async with OpenAIServer(script=lambda body: Say("hi")) as server:
        live = _session(server.base, pack, tmp_path, tool_mode="schema")
        await live.send("hello")
    turn = live.session.turns[0]
    (broke,) = turn.responses
    assert broke.fault is not None
    assert (broke.fault.kind, broke.cost.nano) == ("internal", None)
    assert broke.fault.message == f"{SMALL} failed: TypeError"
    assert turn.finished is not None
    assert turn.finished.outcome == "failed"
    assert "secret" not in live.folder.log.read_text()
    await replays(live, settings)


_PRICE = {"input": "1", "output": "10"}
