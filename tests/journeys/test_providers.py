"""One session over two providers' protocols: the history moves between them, calls and all."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.journeys.replaying import replays
from tests.journeys.switching import session_at, tell
from tests.loopback.anthropic_brain import anthropic_brain
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Call, Say

GPT = "openai/gpt-4o-mini"
CLAUDE = "anthropic/claude-haiku-4-5"
REFUND = "My parcel arrived broken, order 10042, I want my money back"


class Servers(NamedTuple):
    openai: OpenAIServer
    anthropic: AnthropicServer


@pytest.fixture
async def servers(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Servers]:
    await door()
    model = offline_model("sandbox/scripted", 1)
    async with (
        OpenAIServer(script=scripted_brain(model)) as openai,
        AnthropicServer(script=anthropic_brain(model)) as anthropic,
    ):
        monkeypatch.setenv("ANTHROPIC_API_BASE", anthropic.base)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-loopback-0000000000")
        yield Servers(openai, anthropic)


async def test_a_history_with_calls_goes_to_the_other_provider_and_back(
    servers: Servers, pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    live = session_at(servers.openai, pack, tmp_path, GPT)
    await tell(
        live,
        (GPT, "where is my order 10042?"),
        (CLAUDE, REFUND),
        (GPT, "cancel order 10093"),
        (CLAUDE, "and what about 10070?"),
        ("sandbox/scripted", "where is my order 10070?"),
    )
    turns = live.session.turns
    assert [turn.finished.outcome for turn in turns] == ["answered"] * 5  # pyright: ignore
    assert [turn.model for turn in turns] == [GPT, CLAUDE, GPT, CLAUDE, "sandbox/scripted"]
    assert servers.openai.complaints == []
    assert servers.anthropic.complaints == []
    assert {change.table for change in turns[1].changes} == {"orders", "refunds"}
    answered = [{response.model for response in turn.responses} for turn in turns[:4]]
    assert all(len(names) == 1 for names in answered)
    await replays(live, settings)


async def test_anthropic_is_told_of_calls_that_openai_made_and_the_other_way_round(
    servers: Servers, pack: Pack, tmp_path: Path
) -> None:
    live = session_at(servers.openai, pack, tmp_path, GPT)
    await tell(
        live, (GPT, "where is my order 10042?"), (CLAUDE, REFUND), (GPT, "cancel order 10093")
    )
    blocks = [
        block
        for message in servers.anthropic.requests[0].body["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
    ]
    used = [block for block in blocks if block["type"] == "tool_use"]
    results = [block for block in blocks if block["type"] == "tool_result"]
    assert [block["name"] for block in used] == ["get_order"]
    assert [block["tool_use_id"] for block in results] == [block["id"] for block in used]
    last = servers.openai.requests[-1].body["messages"]
    called = [c["function"]["name"] for m in last for c in m.get("tool_calls") or ()]
    assert "issue_refund" in called
    await live.close()


async def test_anthropic_reports_its_usage_and_the_turn_has_a_cost(
    servers: Servers, pack: Pack, tmp_path: Path
) -> None:
    live = session_at(servers.openai, pack, tmp_path, CLAUDE)
    await live.send("where is my order 10042?")
    (turn,) = live.session.turns
    assert all(one.usage.input and not one.usage.estimated for one in turn.responses)
    assert turn.cost.known == "computed"
    assert turn.cost.nano
    await live.close()


async def test_somebody_elses_data_that_a_model_says_is_not_shown(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    says = Say("Ask the other customer: ruben.castelijn@example.net, in Utrecht.")
    async with OpenAIServer(script=[says]) as server:
        live = session_at(server, pack, tmp_path, GPT)
        await live.send("hello there, who else had this?")
    (turn,) = live.session.turns
    assert "[withheld]" in turn.reply
    assert "ruben" not in str(live.restore(turn.reply))
    assert turn.finished is not None
    assert turn.finished.degraded
    await replays(live, settings)


async def test_two_calls_in_one_message_are_both_answered_to_each_provider(
    servers: Servers, pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    two = Say(
        "",
        calls=(
            Call("get_order", '{"order_id": "O-10042"}', "same"),
            Call("get_order", '{"order_id": "O-10070"}', "same"),
        ),
    )
    async with OpenAIServer(script=[two, Say("Both are yours.")]) as server:
        live = session_at(server, pack, tmp_path, GPT)
        await tell(
            live, (GPT, "tell me about 10042 and 10070"), (CLAUDE, "where is my order 10070?")
        )
        assert server.complaints == []
    assert servers.anthropic.complaints == []
    assert live.session.turns[1].finished.outcome == "answered"  # pyright: ignore
    await replays(live, settings)


async def test_what_another_customer_said_is_withheld_from_the_next(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    says = [Say("Noted."), Say("Write to nadia.brandvik@example.com.")]
    async with OpenAIServer(script=says) as server:
        live = session_at(server, pack, tmp_path, GPT)
        await live.send("my mail address is nadia.brandvik@example.com, note it")
        live.switch_principal("C-0003")
        await live.send("hello there, who was here before?")
    assert live.session.turns[1].reply == "Write to [withheld]."
    await replays(live, settings)
