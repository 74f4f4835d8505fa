"""Routing through the model: a call of its own that is seen, paid, checked and replayed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.hop import RouteOutput
from sandbox.export.openai_messages import openai_line
from sandbox.hops.route_by_model import intent_in
from sandbox.hub.live import LiveSession
from sandbox.log.outcome import route_of
from sandbox.log.reader import read_log
from sandbox.models.litellm_door import door
from sandbox.models.offline import offline_model
from sandbox.pack.pack import Pack
from sandbox.replay.replayer import StrictReplay
from sandbox.settings import Settings
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Refuse, Say

ODD = "gizmo 10042 wherefore?"
TASK = "Sort a customer's message"


@pytest.fixture(autouse=True)
async def _warm() -> None:
    await door()


@pytest.fixture
def routed(pack: Pack) -> Pack:
    return replace(pack, route_by_model=True)


def _script(answer: Say | Refuse) -> Callable[[dict[str, Any]], Any]:
    rest = scripted_brain(offline_model("sandbox/scripted", 1))

    def step(body: dict[str, Any]) -> Any:
        return answer if TASK in str(body["messages"][0]["content"]) else rest(body)

    return step


async def _said(answer: Say | Refuse, text: str, pack: Pack, home: Path) -> LiveSession:
    async with OpenAIServer(script=_script(answer)) as server:
        settings = Settings(_env_file=None, api_base=server.base)  # pyright: ignore
        start = wiring.Start(model="openai/gpt-4o-mini")
        live = wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=home)
        await live.send(text)
        assert server.complaints == []
    return live


def _route(live: LiveSession) -> RouteOutput:
    output = route_of(live.session.turns[-1])
    assert output is not None
    return output


async def _identical(live: LiveSession, pack: Pack) -> None:
    await live.close()
    events = read_log(live.folder.log).events
    replay = StrictReplay("x", events, pack, wiring.search_of(pack), wiring.rules_of(pack))
    report = await replay.run()
    assert report.identical, report.lines()


async def test_the_model_s_choice_starts_its_procedure_and_replays(
    routed: Pack, tmp_path: Path
) -> None:
    live = await _said(Say('{"intent": "order_status"}'), ODD, routed, tmp_path)
    output, turn = _route(live), live.session.turns[-1]
    assert (output.action, output.procedure) == ("start", "order_status")
    assert output.reason == "the model chose it"
    assert "was delivered" in turn.reply
    first = next(hop for hop in turn.hops if hop.name == "infer")
    assert (first.subject, first.number < 5) == ("route", True)
    assert len(turn.responses) == 3
    assert turn.finished is not None
    assert turn.finished.totals.input_tokens == sum(one.usage.input for one in turn.responses)
    assert TASK not in openai_line(live.session)
    await _identical(live, routed)


async def test_none_of_them_starts_nothing(routed: Pack, tmp_path: Path) -> None:
    text = "My parcel arrived broken, order 10042"
    live = await _said(Say('{"intent": "none"}'), text, routed, tmp_path)
    assert (_route(live).action, _route(live).reason) == ("none", "the model chose none")
    await _identical(live, routed)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Say("I think it is about shoes."), "the model named no intent"),
        (Say("order_status or damaged_item"), "the model named no intent"),
        (Refuse(400, {"error": {"message": "no"}}), "the model could not be asked"),
    ],
)
async def test_where_the_model_gives_none_the_examples_decide(
    routed: Pack, tmp_path: Path, answer: Say | Refuse, why: str
) -> None:
    live = await _said(answer, "my parcel arrived broken, order 10042", routed, tmp_path)
    assert (_route(live).procedure, why in _route(live).reason) == ("damaged_item", True)
    await _identical(live, routed)


def test_an_answer_is_read_strictly(pack: Pack) -> None:
    read = [
        intent_in(text, pack.intents)
        for text in (
            '```json\n{"intent": "cancel_order"}\n```',
            "cancel_order",
            "none",
            '{"intent": "cancel"}',
            "",
            '{"intent": "cancel_order", "why": "not order_status"}',
        )
    ]
    assert read == ["cancel_order", "cancel_order", "", None, None, "cancel_order"]
