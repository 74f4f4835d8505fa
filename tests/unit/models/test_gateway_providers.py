"""Providers beside OpenAI: what they are really sent, and that their streams are understood."""

import json
from typing import Any

import pytest

from sandbox.domain.faults import FaultError
from sandbox.domain.message import text_message
from sandbox.domain.money import Cost, Usage
from sandbox.domain.tool import ToolCall
from sandbox.models.litellm_door import door
from sandbox.models.price_book import PriceBook, load_prices
from sandbox.models.provider_arguments import provider_arguments
from sandbox.models.scripted import ScriptedModel
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.brain import scripted_brain
from tests.loopback.client import gateway, hear, request
from tests.loopback.http import Answer, Received, Server
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Call, Say, Used

HISTORY = (
    text_message("system", "Be kind."),
    text_message("user", "refund O-1"),
    text_message(
        "assistant",
        "",
        calls=(
            ToolCall(position=0, id="x", tool="get_order", arguments='{"order": "O-1"}'),
            ToolCall(position=1, id="x", tool="get_order", arguments='{"order": brok'),
        ),
    ),
    text_message("tool", "paid", call_id="x"),
)


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


async def test_anthropic_gets_blocks_in_its_order() -> None:
    async with AnthropicServer(script=[Say("ok")]) as server:
        await hear(gateway(server.base, "anthropic/claude-haiku-4-5"), request(messages=HISTORY))
    body = server.requests[0].body
    calls, results = (message["content"] for message in body["messages"][1:])
    assert [block["input"] for block in calls if block["type"] == "tool_use"] == [
        {"order": "O-1"},
        {},
    ]
    assert [block["type"] for block in results] == ["tool_result", "tool_result"]
    assert server.complaints == []


async def test_anthropic_streams_calls_and_counts_cache_reads_and_writes() -> None:
    prices = {"input": 1, "cached": "0.1", "written": "1.25", "output": 5}
    book = PriceBook({}, own={"anthropic/*": prices})
    say = Say(
        "One moment.",
        (Call("issue_refund", '{"order": "O-1"}'), Call("get_order", "")),
        used=Used(input=1000, cached=400, written=100, output=50),
        piece=3,
    )
    async with AnthropicServer(script=[say]) as server:
        model = gateway(server.base, "anthropic/claude-haiku-4-5", prices=book)
        pieces, reply = await hear(model, request())
    assert "".join(pieces) == "One moment."
    assert [(c.tool, c.arguments) for c in reply.calls] == [
        ("issue_refund", '{"order": "O-1"}'),
        ("get_order", "{}"),
    ]
    assert reply.finish == "tool_calls"
    assert reply.usage == Usage(input=1000, cached=400, written=100, output=50)
    assert reply.cost.nano == 500 * 1000 + 400 * 100 + 100 * 1250 + 50 * 5000


async def test_anthropic_is_always_told_how_much_it_may_say() -> None:
    async with AnthropicServer(script=lambda body: Say("ok")) as server:
        model = gateway(server.base, "anthropic/claude-haiku-4-5")
        await hear(model, request(settings={"max_tokens": 77}))
        await hear(model, request())
    assert server.requests[0].body["max_tokens"] == 77
    assert server.complaints == []


async def test_a_model_behind_http_answers_as_it_does_in_process() -> None:
    direct = ScriptedModel()
    asked = request("hello")
    _, near = await hear(direct, asked)
    async with OpenAIServer(script=scripted_brain(direct)) as server:
        _, far = await hear(gateway(server.base), asked)
    assert (far.text, far.calls, far.usage) == (near.text, near.calls, near.usage)


class GeminiStub(Server):
    """Speaks just enough of streamGenerateContent."""

    async def answer(self, received: Received, answer: Answer) -> None:
        await answer.start_stream()
        await self._send(answer, [{"text": "One "}], {})
        await self._send(answer, [{"functionCall": {"name": "f", "args": {"a": 1}}}], {})
        used = {"cachedContentTokenCount": 20, "candidatesTokenCount": 7, "thoughtsTokenCount": 3}
        await self._send(answer, [{"text": ""}], used, finishReason="STOP")
        await answer.end_stream()

    @staticmethod
    async def _send(answer: Answer, parts: Any, used: dict[str, int], **more: str) -> None:
        usage = {"promptTokenCount": 50, "totalTokenCount": 50 + sum(used.values()), **used}
        candidate = {"content": {"role": "model", "parts": parts}, **more}
        data = {"candidates": [candidate], "usageMetadata": usage}
        await answer.piece(f"data: {json.dumps(data)}\r\n\r\n")


class OllamaStub(Server):
    """Speaks just enough of /api/chat; `cut` leaves out the last line."""

    cut = False

    async def answer(self, received: Received, answer: Answer) -> None:
        if received.path != "/api/chat":
            await answer.whole(200, {"template": "", "capabilities": ["tools"]})
            return
        await answer.start_stream()
        call = {"function": {"name": "f", "arguments": {"a": 1}}}
        await self._send(answer, {"content": "One "}, done=False)
        await self._send(answer, {"content": "", "tool_calls": [call]}, done=False)
        if not self.cut:
            end = {"done_reason": "stop", "prompt_eval_count": 50, "eval_count": 7}
            await self._send(answer, {"content": ""}, done=True, **end)
        await answer.end_stream()

    @staticmethod
    async def _send(answer: Answer, message: dict[str, Any], **more: Any) -> None:
        said = {"model": "x", "message": {"role": "assistant", **message}, **more}
        await answer.piece(json.dumps(said) + "\n")


async def test_gemini_streams_are_understood() -> None:
    async with GeminiStub() as server:
        model = gateway(f"http://{server.host}", "gemini/gemini-2.5-pro")
        _, reply = await hear(model, request(messages=HISTORY))
    assert (reply.text, [c.arguments for c in reply.calls]) == ("One ", ['{"a": 1}'])
    assert reply.usage == Usage(input=50, cached=20, output=10, reasoning=3)
    sent = json.dumps(server.requests[-1].body)
    assert "system_instruction" in sent
    assert "brok" not in sent


async def test_ollama_streams_are_understood() -> None:
    async with OllamaStub() as server:
        model = gateway(f"http://{server.host}", "ollama_chat/llama3.1")
        _, reply = await hear(model, request(messages=HISTORY))
    assert (reply.text, [c.arguments for c in reply.calls]) == ("One ", ['{"a": 1}'])
    assert (reply.usage.input, reply.usage.output) == (50, 7)


async def test_an_ollama_stream_that_is_cut_is_told() -> None:
    async with OllamaStub() as server:
        server.cut = True
        with pytest.raises(FaultError) as caught:
            await hear(gateway(f"http://{server.host}", "ollama_chat/llama3.1"), request())
    assert caught.value.fault.kind == "unavailable"


async def test_addresses_of_a_provider_may_come_from_an_environment_that_is_not_exported() -> None:
    async with OpenAIServer(script=lambda body: Say("hi")) as server:
        environ = {"OPENAI_API_KEY": "sk-mine", "OPENAI_BASE_URL": server.base}
        _, reply = await hear(gateway("", "openai/gpt-4o-mini", environ=environ), request())
    assert server.requests[0].headers["authorization"] == "Bearer sk-mine"
    book = load_prices().version
    assert reply.cost == Cost(nano=100 * 150 + 20 * 600, known="computed", book=book)


def test_variables_of_a_provider_become_arguments() -> None:
    environ = {"AWS_PROFILE": "me", "AWS_REGION": "eu-1", "AWS_DEFAULT_REGION": "us-1"}
    assert provider_arguments("bedrock", environ) == {
        "aws_profile_name": "me",
        "aws_region_name": "eu-1",
    }
    assert provider_arguments("openai", environ) == {}
