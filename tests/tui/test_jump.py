"""Jump letters, the palette over sessions and customers, and the commands that begin anew."""

from pathlib import Path

import pytest

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.jumping.letters import letters
from sandbox.tui.jumping.screen import JumpScreen
from sandbox.tui.trying.desk import LookScreen
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of
from tests.tui.real import OTHER, STATUS, real


@pytest.mark.parametrize("count", [0, 1, 26, 27, 60, 400, 676])
def test_no_letters_begin_others(count: int):
    found = letters(count)
    assert len(found) == len(set(found)) == count
    assert not any(one != two and two.startswith(one) for one in found for two in found)
    assert count > 26 or all(len(one) == 1 for one in found)


async def jumping(run: Run) -> JumpScreen:
    await run.until(lambda: isinstance(run.app.screen, JumpScreen), "letters")
    screen = run.app.screen
    assert isinstance(screen, JumpScreen)
    return screen


def word_at(screen: JumpScreen, x: int, y: int) -> str:
    return next(word for word, one in screen.places.items() if (one.x, one.y) == (x, y))


async def test_letters_lead_to_a_pane_a_block_and_a_row():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        main = run.app.main
        await run.pilot.press("ctrl+f")
        screen = await jumping(run)
        pane = main.panes["trace"]
        await run.pilot.press(*word_at(screen, pane.region.x + 1, pane.region.y))
        await run.until(lambda: main.trace.has_focus, "trace")
        await run.pilot.press("apostrophe")
        screen = await jumping(run)
        chat = main.chat
        entry = next(n for n, e in enumerate(chat._entries) if e.key == "reply:2")
        y = chat.scrollable_content_region.y + chat._starts[entry] - chat.scroll_offset.y
        await run.pilot.press(*word_at(screen, chat.scrollable_content_region.x, y))
        await run.until(lambda: chat.has_focus and chat.entry is not None, "chat")
        assert chat.entry is not None
        assert chat.entry.key == "reply:2"
        await run.pilot.press("apostrophe")
        screen = await jumping(run)
        region = main.trace.scrollable_content_region
        await run.pilot.press(*word_at(screen, region.x, region.y + 3))
        await run.until(lambda: main.trace.has_focus, "row")
        assert main.trace.cursor_lines().start == main.trace.scroll_offset.y + 3


async def test_any_other_key_or_size_leaves_the_letters():
    async with opened((120, 36), turns=(ORDER,)) as run:
        await run.pilot.press("ctrl+f")
        await jumping(run)
        await run.pilot.press("escape")
        await run.back()
        assert run.app.main.prompt.has_focus
        await run.pilot.press("ctrl+f")
        await jumping(run)
        await run.pilot.resize_terminal(80, 24)
        await run.back()
        await run.pilot.press("ctrl+f")
        screen = await jumping(run)
        assert all(place.x < 80 and place.y < 24 for place in screen.places.values())
        await run.pilot.press("1")
        await run.back()


async def test_a_new_session_takes_the_place_of_this_one(
    settings: Settings, pack: Pack, tmp_path: Path
):
    async with real(settings, pack, tmp_path / "home", (120, 36), STATUS) as run:
        first = run.name
        await run.pilot.press("ctrl+n")
        await run.until(lambda: run.name != first, "new session")
        assert not run.app.driver.session.turns
        await run.tell("/new --as C-0012 --seed 99")
        await run.until(lambda: run.app.driver.seed == 99, "with a seed")
        assert run.app.driver.session.principal.customer == "C-0012"
        await run.tell("/as C-0007")
        assert run.app.driver.session.principal.customer == "C-0007"
        await run.tell("/as nobody")
        assert run.app.driver.session.principal.customer == ""
        await run.tell("/as C-99")
        assert "there is no customer C-99" in text_of(run.app.main.chat)
        await run.tell("/new --as C-99")
        await run.until(lambda: text_of(run.app.main.chat).count("C-99") > 1, "refused")
        await run.tell("/new --speed 3")
        assert "/new takes no --speed" in text_of(run.app.main.chat)
        await run.tell(f"/sessions {first}")
        await run.until(lambda: run.name == first, "back")
        assert run.asked() == [STATUS]


async def test_a_title_is_given_in_place(settings: Settings, pack: Pack, tmp_path: Path):
    async with real(settings, pack, tmp_path / "home", (120, 36), STATUS) as run:
        await run.tell("/rename the parcel that never came")
        await run.until(lambda: "Named the parcel" in text_of(run.app.main.chat), "named")
        await run.tell(OTHER)
        assert len(run.asked()) == 2
        screen = await run.browser()
        assert "the parcel that never came" in [entry.title for entry in screen.entries]
        await run.pilot.press("escape")
        await run.back()


async def test_cost_and_tools_open_lists(settings: Settings, pack: Pack, tmp_path: Path):
    async with real(settings, pack, tmp_path / "home", (80, 24), STATUS) as run:

        async def shown(line: str) -> str:
            await run.tell(line)
            await run.until(lambda: isinstance(run.app.screen, LookScreen), line)
            screen = run.app.screen
            assert isinstance(screen, LookScreen)
            text = text_of(screen.view)
            await run.pilot.press("escape")
            await run.back()
            return text

        costs = await shown("/cost")
        assert "turn 1" in costs
        assert "sandbox/scripted" in costs
        assert "issue_refund" in await shown("/tools")
        assert "irreversible" in await shown("/tools orders.issue_refund")
        await run.tell("/tools nothing")
        assert "there is no tool nothing" in text_of(run.app.main.chat)
        await run.tell("/seed")
        assert "The seed is" in text_of(run.app.main.chat)


async def test_the_palette_finds_sessions_recordings_and_customers(
    settings: Settings, pack: Pack, tmp_path: Path
):
    async with real(settings, pack, tmp_path / "home", (120, 36), STATUS) as run:
        first = run.name
        await run.pilot.press("ctrl+n")
        await run.until(lambda: run.name != first, "new session")
        await run.pilot.press("ctrl+p", *first)
        await run.until(lambda: "session: go to it" in run.screen_text(), "session found")
        await run.pilot.press("enter")
        await run.until(lambda: run.name == first, "there")
        await run.pilot.press("ctrl+p", *"nadia")
        await run.until(lambda: "speaks from now on" in run.screen_text(), "customer found")
        await run.pilot.press("escape")
        await run.back()
