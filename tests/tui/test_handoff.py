"""The packet on the screen: of the hop that handed over, and by /handoff."""

from pathlib import Path

import pytest

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.screens.inspecting import InspectScreen
from tests.tui.harness import text_of
from tests.tui.real import REFUND, STATUS, real

ANGRY = "THIS IS UNACCEPTABLE!!! ridiculous, I want to talk to a person"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_packet_of_an_angry_customer_is_one_command_away(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path / "home", size, REFUND, ANGRY) as run:
        await run.tell("/handoff")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen), "packet")
        screen = run.app.screen
        assert isinstance(screen, InspectScreen)
        text = " ".join(text_of(screen.view).split())
        assert "Call the customer back" in text
        assert "orders.issue_refund" in text
        await run.pilot.press("escape")
        await run.back()


async def test_the_hop_that_hands_over_opens_with_its_packet(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path / "home", (120, 36), ANGRY) as run:
        session = run.app.driver.session
        hop = next(one for one in session.turns[-1].hops if one.subject == "tickets.hand_off")
        keys = [one.id for one in session.turns[-1].hops if one.name == "execute"]
        shown = inspect(session, keys[-1])
        assert hop is not None
        assert shown is not None
        assert shown.tabs[0].name == "Packet"
        ended = inspect(session, "turn:1")
        assert ended is not None
        assert session.turns[-1].finished is not None
        assert session.turns[-1].finished.abstained == "frustration"


async def test_before_a_handoff_it_shows_what_it_would_be(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path / "home", (80, 24), STATUS) as run:
        await run.tell("/handoff")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen), "packet")
        assert "as it would be now" in str(run.app.screen.pane.border_title)  # pyright: ignore
