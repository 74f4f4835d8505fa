"""Answers with personal data in them: nobody's becomes somebody's, and a replay reads the same."""

from collections.abc import Callable

from sandbox.hub.live import LiveSession
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]


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
