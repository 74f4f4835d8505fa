"""Everything that goes wrong at a provider comes out as one fault, safe to show."""

import sys
from typing import Any

import pytest

from sandbox.domain.faults import Fault
from sandbox.domain.money import FREE
from sandbox.models.litellm_door import door
from sandbox.models.model_faults import ModelFault, retryable
from sandbox.models.price_book import PriceBook
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.client import gateway, hear, request
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Refuse, Say, Step

KEY = "sk-ant-REAL0123456789abcdef"
PAGE = "<!DOCTYPE html><html><body>nginx</body></html>"
SERVERS = {"openai/local": OpenAIServer, "anthropic/local": AnthropicServer}
BOTH = pytest.mark.parametrize("name", list(SERVERS))


def told(status: int, message: str, code: str = "", **headers: str) -> Refuse:
    error = {"message": message, "type": "error", "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Refuse(status, {"type": "error", "error": error}, named)


CASES: dict[str, tuple[Step, str, str]] = {
    "bad key": (told(401, f"Incorrect key {KEY}"), "model_error", "key"),
    "not allowed": (told(403, "No."), "model_error", "allow"),
    "unknown model": (told(404, "no such model"), "model_error", "know"),
    "no credit": (told(429, "You exceeded it", "insufficient_quota"), "model_error", "credit"),
    "payment required": (told(402, "Insufficient Balance"), "model_error", "credit"),
    "low balance": (told(400, "Your credit balance is too low"), "model_error", "credit"),
    "rate limit": (told(429, "Slow down.", retry_after="7"), "rate_limited", "7 s"),
    "too long": (told(400, "prompt is too long: 9 > 8"), "model_error", "too long"),
    "too large": (told(413, "request_too_large"), "model_error", "too long"),
    "refused": (told(400, "temperature: bad"), "model_error", "temperature: bad"),
    "broken": (told(500, "oops"), "unavailable", "oops"),
    "overloaded": (told(529, "Overloaded"), "unavailable", "verload"),
    "proxy down": (Refuse(502, PAGE), "unavailable", "web page"),
    "slow proxy": (told(504, "Gateway time-out"), "timeout", "too long"),
    "page instead of API": (Refuse(404, PAGE), "model_unreadable", "web page"),
    "page with 200": (Refuse(200, PAGE), "model_unreadable", "answered"),
    "no stream": (Refuse(200, {"hello": 1}), "model_unreadable", "answered"),
    "dropped at once": (Say("hello", broken="drop_first"), "unavailable", "closed"),
    "dropped midway": (Say("hello you", broken="drop_mid"), "unavailable", ""),
    "ended early": (Say("hello you", broken="end_early"), "unavailable", "cut"),
    "error inside": (Say("hello you", broken="event_error"), "unavailable", ""),
}


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


@BOTH
@pytest.mark.parametrize("case", list(CASES))
async def test_each_failure_is_a_fault_of_its_kind(case: str, name: str) -> None:
    step, kind, words = CASES[case]
    fault = (await fail(name, step)).fault
    assert fault.kind == kind
    assert words in fault.message
    assert_showable(fault)


@BOTH
async def test_a_rate_limit_says_how_long_to_wait(name: str) -> None:
    refusal = await fail(name, told(429, "Slow down.", retry_after="7"))
    assert refusal.retry_after == 7.0


async def test_a_wait_in_words_counts_too() -> None:
    quota = "You exceeded your current quota. Please retry in 34.5s."
    refusal = await fail("openai/local", told(429, quota))
    assert (refusal.fault.kind, refusal.retry_after) == ("rate_limited", 34.5)


@BOTH
@pytest.mark.parametrize(
    ("broken", "limit"),
    [
        ("hang", "first token"),
        ("hang_after_headers", "first token"),
        ("hang_mid", "next token"),
    ],
)
async def test_silence_runs_into_its_own_limit(name: str, broken: Any, limit: str) -> None:
    limits = {"timeout_first_token": 0.3, "timeout_idle": 0.3}
    async with SERVERS[name](script=[Say("hello you", broken=broken)]) as server:
        fault = (await failure(gateway(server.base, name, **limits))).fault
        assert await server.sees_a_drop()
    assert fault.kind == "timeout"
    assert limit in fault.message


async def test_a_steady_stream_ends_at_the_total_limit() -> None:
    say = Say("a long story " * 50, pause=0.02)
    async with OpenAIServer(script=[say]) as server:
        fault = (await failure(gateway(server.base, timeout_total=0.3))).fault
        assert await server.sees_a_drop()
    assert fault.kind == "timeout"
    assert "whole reply" in fault.message


async def test_an_unreadable_event_is_told_as_unreadable() -> None:
    refusal = await fail("openai/local", Say("hello you", broken="malformed"))
    assert refusal.fault.kind == "model_unreadable"


@BOTH
async def test_a_dead_port_is_named(name: str) -> None:
    async with OpenAIServer() as server:
        dead = server.host
    fault = (await failure(gateway(f"http://{dead}/v1", name))).fault
    assert (fault.kind, fault.message) == ("unavailable", f"cannot reach {dead}")


async def test_an_address_that_is_none_is_told() -> None:
    fault = (await failure(gateway("nonsense"))).fault
    assert fault.kind == "model_error"
    assert "nonsense" in fault.message


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("openai/gpt-4o-mini", "OPENAI_API_KEY"),
        ("anthropic/claude-haiku-5-5", "ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.5-pro", "GEMINI_API_KEY"),
        ("azure/mine", "AZURE_API_KEY"),
    ],
)
async def test_a_missing_key_is_named_before_any_call(name: str, variable: str) -> None:
    fault = (await failure(gateway("", name, environ={variable: " "}))).fault
    assert fault.kind == "model_error"
    assert variable in fault.message
    assert variable in fault.hint


async def test_an_unknown_provider_is_told() -> None:
    fault = (await failure(gateway("", "nosuch/model"))).fault
    assert "unknown provider" in fault.message
    assert_showable(fault)


async def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    # Responses-only models need litellm's optional package even with our flag. It is here for our
    # own MCP server, so it is hidden.
    for name in [one for one in sys.modules if one.partition(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    fault = (await failure(gateway("http://127.0.0.1:9", "openai/gpt-5.3-codex"))).fault
    assert fault.kind == "model_error"
    assert "litellm[mcp]" in fault.hint


def test_only_passing_troubles_are_worth_a_retry() -> None:
    kinds = ("rate_limited", "timeout", "unavailable", "model_error", "model_unreadable")
    assert [retryable(Fault(kind=kind, message="")) for kind in kinds] == [True] * 3 + [False] * 2


async def fail(name: str, step: Step, **more: Any) -> ModelFault:
    """What a call comes to whose answer is `step`."""
    async with SERVERS[name](script=[step]) as server:
        own = {"api_key_env": "MY_KEY", "environ": {"MY_KEY": KEY}, **more}
        refusal = await failure(gateway(server.base, name, **own))
    assert len(server.requests) == 1, "nothing is retried here"
    return refusal


async def failure(model) -> ModelFault:
    with pytest.raises(ModelFault) as caught:
        await hear(model, request())
    origin = caught.value.__cause__ or caught.value.__context__
    assert origin is None or type(origin) is TimeoutError, "providers' exceptions hold keys"
    return caught.value


def assert_showable(fault: Fault) -> None:
    assert fault.hint
    for text in (fault.message, fault.hint):
        assert "\n" not in text
        assert KEY not in text
        assert "litellm." not in text
        assert len(text) < 400


@BOTH
@pytest.mark.parametrize("case", ["dropped at once", "no stream"])
async def test_an_answer_that_was_lost_may_be_billed(case: str, name: str) -> None:
    refusal = await fail(name, CASES[case][0], prices=_book(name))
    assert refusal.usage.input
    assert refusal.cost.nano
    assert refusal.cost.known == "estimated"


@BOTH
@pytest.mark.parametrize("case", ["bad key", "rate limit", "broken", "proxy down"])
async def test_what_is_refused_costs_nothing(case: str, name: str) -> None:
    assert (await fail(name, CASES[case][0], prices=_book(name))).cost == FREE


@BOTH
async def test_a_connection_that_never_stood_costs_nothing(name: str) -> None:
    async with OpenAIServer() as server:
        dead = server.host
    refusal = await failure(gateway(f"http://{dead}/v1", name, prices=_book(name)))
    assert refusal.cost == FREE


def _book(name: str) -> PriceBook:
    return PriceBook({}, own={name: {"input": 1, "output": 10}})
