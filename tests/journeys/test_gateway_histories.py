"""One session over four providers' protocols; each checks what it is sent as the provider does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from sandbox import wiring
from sandbox.domain.faults import FaultError
from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.log.recording import read_recording
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.ports import ToolSpec
from sandbox.settings import Settings
from tests.journeys.switching import session_at, tell
from tests.loopback.anthropic_brain import anthropic_brain
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.brain import scripted_brain
from tests.loopback.client import REFUND, gateway, hear, request
from tests.loopback.gemini_server import GeminiServer, gemini_brain
from tests.loopback.ollama_server import OllamaServer, ollama_brain
from tests.loopback.openai_server import OpenAIServer, ScriptedServer
from tests.loopback.script import Call, Say

GPT, CLAUDE = "openai/gpt-4o-mini", "anthropic/claude-haiku-4-5"
GEMINI, GEMINI_3 = "gemini/gemini-2.5-flash", "gemini/gemini-3.8-flash"
OLLAMA = "ollama_chat/llama3.1"
BROKEN = "My parcel arrived broken, order 10042, I want my money back"


class Servers(NamedTuple):
    openai: OpenAIServer
    anthropic: AnthropicServer
    gemini: GeminiServer
    ollama: OllamaServer


@pytest.fixture
async def servers(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Servers]:
    await door()
    model = offline_model("sandbox/scripted", 1)
    async with (
        OpenAIServer(script=scripted_brain(model)) as openai,
        AnthropicServer(script=anthropic_brain(model)) as anthropic,
        GeminiServer(script=gemini_brain(model)) as gemini,
        OllamaServer(script=ollama_brain(model)) as ollama,
    ):
        monkeypatch.setenv("ANTHROPIC_API_BASE", anthropic.base)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-loopback-0000000000")
        monkeypatch.setenv("GEMINI_API_BASE", gemini.base)
        monkeypatch.setenv("GEMINI_API_KEY", "AIza-loopback-0000000000")
        monkeypatch.setenv("OLLAMA_API_BASE", ollama.base)
        yield Servers(openai, anthropic, gemini, ollama)


async def test_a_session_goes_through_every_provider_and_replays(
    servers: Servers, pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = session_at(servers.openai, pack, tmp_path, "sandbox/scripted")
    await tell(
        live,
        ("sandbox/scripted", "where is my order 10042?"),
        (GPT, BROKEN),
        (GEMINI, "and what about 10070?"),
        (CLAUDE, "cancel order 10093"),
        (OLLAMA, "where is my order 10042?"),
        (GEMINI_3, "where is my order 10070?"),
        (GPT, "where is my order 10042?"),
        ("sandbox/scripted", "where is my order 10070?"),
    )
    assert [server.complaints for server in servers] == [[], [], [], []]
    assert all(len(server.requests) >= 2 for server in servers)
    turns = live.session.turns
    assert [turn.finished.outcome for turn in turns] == ["answered"] * 8  # pyright: ignore
    assert {change.table for change in turns[1].changes} == {"orders", "refunds"}
    assert turns[4].responses[-1].usage.input
    await live.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()


async def test_two_calls_in_one_message_are_both_answered_to_each_provider(
    servers: Servers, pack: Pack, tmp_path: Path
) -> None:
    calls = (
        Call("get_order", '{"order_id": "O-10042"}', "same"),
        Call("get_order", '{"order_id": "O-10070"}', "same"),
    )
    servers.openai.script = [Say("", calls=calls), Say("Both are yours.")]
    live = session_at(servers.openai, pack, tmp_path, GPT)
    await tell(
        live,
        (GPT, "tell me about 10042 and 10070"),
        (GEMINI, "where is my order 10070?"),
        (OLLAMA, "where is my order 10042?"),
        (CLAUDE, "where is my order 10070?"),
    )
    assert [server.complaints for server in servers] == [[], [], [], []]
    assert live.session.turns[-1].finished.outcome == "answered"  # pyright: ignore
    await live.close()


_names = st.sampled_from(["get_order", "orders.get", "1 bad name", "x" * 80])
_calls = st.lists(
    st.builds(
        ToolCall,
        position=st.just(0),
        id=st.sampled_from(["a", "b", ""]),
        tool=_names,
        arguments=st.sampled_from(["{}", '{"order": "O-1"}', '{"order": brok', "[]", "NaN"]),
    ),
    max_size=3,
).map(tuple)
_texts = st.sampled_from(["", " ", "hello", "\ud800 half"])
_messages = st.lists(
    st.one_of(
        st.builds(text_message, st.sampled_from(["system", "user", "assistant"]), _texts),
        st.builds(text_message, st.just("assistant"), _texts, calls=_calls),
        st.builds(
            text_message, st.just("tool"), _texts, call_id=st.sampled_from(["a", "b", "none"])
        ),
    ),
    max_size=7,
).map(tuple)
_tools = st.sampled_from([(), (REFUND,)])


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (OpenAIServer, "openai/local"),
        (AnthropicServer, CLAUDE),
        (GeminiServer, GEMINI),
        (GeminiServer, GEMINI_3),
        (OllamaServer, OLLAMA),
    ],
)
async def test_whatever_the_history_holds_each_provider_takes_it(
    kind: type[ScriptedServer], name: str
) -> None:
    await door()
    refused: list[tuple[tuple[Message, ...], str]] = []

    async def send(messages: tuple[Message, ...], tools: tuple[ToolSpec, ...]) -> None:
        model = gateway(server.base, name)  # pyright: ignore[reportAttributeAccessIssue]
        try:
            await hear(model, request(messages=messages, tools=tools))
        except FaultError as error:
            refused.append((messages, error.fault.message))

    samples: list[tuple[tuple[Message, ...], tuple[ToolSpec, ...]]] = []

    @given(_messages, _tools)
    @limits(max_examples=40, deadline=None, database=None)
    def draw(messages: tuple[Message, ...], tools: tuple[ToolSpec, ...]) -> None:
        samples.append((messages, tools))

    draw()
    async with kind(script=lambda body: Say("ok")) as server:
        for messages, tools in samples:
            await send(messages, tools)
    assert len(samples) >= 30
    assert refused == []
