"""The list of models: what stands in it, in which order, and how it is searched."""

from typing import Any

import pytest

from sandbox.models.latency import Latency
from sandbox.models.listing import Choice, choices, search
from sandbox.models.local_servers import Place, Server
from sandbox.settings import Settings

TODAY = "2026-11-21"


def listed(environ: dict[str, str] | None = None, **more: Any) -> list[Choice]:
    given = {k: more.pop(k) for k in ("model", "fallback", "prices", "api_base") if k in more}
    settings = Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]
    return choices(TODAY, environ or {}, settings, **more)


def one(found: list[Choice], name: str) -> Choice:
    return next(choice for choice in found if choice.name == name)


def test_the_models_of_the_settings_come_first() -> None:
    prices = {"openai/mine": {"input": 1, "output": 2}, "ollama_chat/*": "free"}
    found = listed(model="mistral/mistral-small-latest", fallback="openai/mine", prices=prices)
    assert [choice.name for choice in found[:2]] == ["mistral/mistral-small-latest", "openai/mine"]
    assert {choice.state for choice in found[:2]} == {"configured"}
    assert [choice.state for choice in found[2:]] == ["offline"] * 3
    mine = one(found, "openai/mine")
    assert (mine.given, mine.output, mine.key, mine.note) == (
        1.0,
        2.0,
        False,
        "needs OPENAI_API_KEY",
    )


def test_a_key_makes_a_provider_s_models_reachable() -> None:
    found = listed({"ANTHROPIC_API_KEY": "k"})
    reachable = [choice for choice in found if choice.state == "reachable"]
    assert reachable
    assert all(choice.key and choice.variable == "ANTHROPIC_API_KEY" for choice in reachable)


def test_known_ones_tell_window_price_tools_and_the_key_they_want() -> None:
    found = listed(known=True)
    assert len(found) > 2000
    mini = one(found, "openai/gpt-4o-mini")
    assert (mini.state, mini.key, mini.variable) == ("known", False, "OPENAI_API_KEY")
    assert (mini.window, mini.given, mini.output) == (128_000, 0.15, 0.6)
    assert (mini.tools, mini.streaming) == (True, True)
    assert not [choice for choice in found if choice.note.startswith("until 2025")]


def test_what_runs_on_this_machine_is_reachable_with_the_way_to_it() -> None:
    place = Place("llama.cpp", "http://127.0.0.1:8080/v1", "openai")
    server = Server(place, ("openai/qwen",), windows={"openai/qwen": 4096})
    qwen = one(listed(servers=[server]), "openai/qwen")
    assert (qwen.state, qwen.window, qwen.price, qwen.key) == ("reachable", 4096, "unknown", True)
    assert qwen.note == "llama.cpp: SANDBOX_API_BASE=http://127.0.0.1:8080/v1"
    assert (
        "on this machine" in one(listed(servers=[server], api_base=place.base), "openai/qwen").note
    )


def test_the_last_latency_is_that_of_past_sessions() -> None:
    found = listed(latencies={"sandbox/sloppy": Latency(0.25, 1.5, "2026-11-20")})
    assert (one(found, "sandbox/sloppy").first, one(found, "sandbox/sloppy").whole) == (0.25, 1.5)
    assert one(found, "sandbox/scripted").whole is None


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("haiku 4", "anthropic/claude-haiku-4-5"),
        ("gpt-5-mini", "openai/gpt-5-mini"),
        ("gpt5 mni", "gpt-5-mini"),
        ("SCRIPTED", "sandbox/scripted"),
    ],
)
def test_search_takes_words_in_any_order_and_near_misses(words: str, first: str) -> None:
    assert search(listed(known=True), words)[0].name.endswith(first)


def test_a_search_for_nothing_like_any_name_finds_nothing() -> None:
    assert search(listed(known=True), "zzzqqq") == []
