"""Answers with personal data in them: nobody's becomes somebody's, and a replay reads the same."""

from collections.abc import Callable

import pytest

from sandbox.domain.hop import ValidateOutput
from sandbox.hub.live import LiveSession
from sandbox.log.event import HopFinished
from sandbox.mcp.calls import PackCalls
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]
MAIL = "zelda.q@nowhere-x.org"


async def test_a_placeholder_that_a_customer_types_is_no_answer_with_somebodys_data(
    start: Start, settings: Settings
) -> None:
    live = start()
    await live.send("change my email to neu.adresse@example.org")
    assert live.restore("[EMAIL_1]") == "neu.adresse@example.org"
    await live.send("[EMAIL_1]")
    assert live.session.turns[1].asked == "[LITERAL_1]"
    said = [one for one in live.session.variables.values() if one.turn == 2]
    assert "[LITERAL_1]" in [one.value for one in said]
    assert not [one for one in said if one.value == "[EMAIL_1]"]
    await replays(live, settings)


async def test_a_house_number_is_no_answer_to_a_question_for_a_number(
    start: Start, settings: Settings
) -> None:
    """In a replay somebody else lives there, at another number."""
    live = start()
    await live.send("my order 10077 arrived broken")
    assert live.session.turns[0].reply.endswith("by its number?")
    await live.send("2, and I live at Hauptstraße 12, 10115 Berlin")
    assert "[ADDRESS_1]" in live.session.turns[1].asked
    assert live.session.variables["line"].value == 2
    await replays(live, settings)


@pytest.mark.parametrize("before", range(0, 60, 6))
async def test_what_is_told_of_a_call_from_outside_holds_no_half_of_a_value(
    start: Start, settings: Settings, before: int
) -> None:
    """The words of a problem are cut; cut first, the first half of the number would stay."""
    live = start()
    words = f"{'x' * before} call +49 151 55500017, or +49 151 55500018, and {MAIL} {MAIL}"
    await PackCalls(live, writes=True).call("get_order", {"order_id": words})
    (event,) = [
        one
        for one in live.session.outside
        if isinstance(one, HopFinished) and isinstance(one.output, ValidateOutput)
    ]
    assert isinstance(event.output, ValidateOutput)
    told = " ".join(problem.got for problem in event.output.problems)
    assert told.startswith('the text "')
    assert "+49" not in told
    assert "zelda" not in told
    await replays(live, settings)
