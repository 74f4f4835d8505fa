"""`/try` shows where a message would lead, and `/map` what leads where; neither changes a thing."""

from pathlib import Path

import pytest

from sandbox.domain.hop import PromptOutput
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.trying.desk import LookScreen
from tests.own_pack import own_pack
from tests.tui.harness import opened, text_of
from tests.tui.real import REFUND, STATUS, Real, real

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a pack of its own."""
    monkeypatch.chdir(tmp_path)
    return own_pack(tmp_path) / "policy" / "data.yaml"


async def looked(run: Real) -> LookScreen:
    await run.until(lambda: isinstance(run.app.screen, LookScreen), "look")
    await run.pilot.pause()
    screen = run.app.screen
    assert isinstance(screen, LookScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_try_shows_route_passages_prompt_and_tools_and_writes_nothing(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path / "home", size, STATUS) as run:
        log = tmp_path / "home" / "sessions" / run.name / "log.jsonl"
        before = log.read_bytes()
        await run.tell(f"/try {REFUND}")
        screen = await looked(run)
        names = screen.view.tab_names
        assert names[:4] == ["Route", "Passages", "Prompt", "Tools"]
        assert "damaged_item" in text_of(screen.view)
        await run.pilot.press("right")
        assert screen.view.tab == "Passages"
        screen.view.choose("Prompt")
        assert "You are the customer service assistant" in text_of(screen.view)
        screen.view.choose("Tools")
        shown = " ".join(text_of(screen.view).split())
        assert "orders.issue_refund irreversible" in shown
        assert "no model, no turn" in run.screen_text()
        await run.pilot.press("escape")
        await run.back()
        assert log.read_bytes() == before
        assert [path.name for path in log.parent.parent.iterdir()] == [run.name]
        assert run.asked() == [STATUS]
        await run.tell(REFUND)  # the session goes on as if nobody had tried


async def test_try_follows_an_edit_that_no_turn_has_seen(
    settings: Settings, own: Path, tmp_path: Path
) -> None:
    from sandbox import wiring

    pack = wiring.load(settings, str(own.parent.parent))
    prompt = tmp_path / "prompts" / "brightcart" / "agent.md.j2"
    async with real(settings, pack, tmp_path / "home", (120, 36), STATUS) as run:
        text = prompt.read_text("utf-8")
        prompt.write_text(text.replace("Be friendly, brief", "Be solemn, brief"), "utf-8")
        await run.tell("/try hello")
        screen = await looked(run)
        screen.view.choose("Prompt")
        assert "Be solemn" in text_of(screen.view)
        await run.pilot.press("escape")
        await run.back()
        await run.tell(STATUS)  # and the next turn sees it as well
        hops = [hop for turn in run.app.driver.session.turns for hop in turn.hops]
        digests = [hop.output.digest for hop in hops if isinstance(hop.output, PromptOutput)]
        assert len(set(digests)) == 2


async def test_try_of_a_broken_pack_is_one_line_with_file_and_line(
    settings: Settings, own: Path, tmp_path: Path
) -> None:
    from sandbox import wiring

    pack = wiring.load(settings, str(own.parent.parent))
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        own.write_text("limits: [\n", "utf-8")
        await run.tell("/try hello")
        await run.until(lambda: "policy/data.yaml:" in text_of(run.app.main.chat), "told")
        assert run.app.screen is run.app.main


async def test_try_without_words_says_how(settings: Settings, pack: Pack, tmp_path: Path) -> None:
    async with real(settings, pack, tmp_path / "home", (80, 24)) as run:
        await run.tell("/try")
        assert "/try takes the customer's words" in text_of(run.app.main.chat)


@pytest.mark.parametrize("size", SIZES)
async def test_the_map_scrolls_is_searched_and_has_four_sides(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path / "home", size) as run:
        await run.tell("/map")
        screen = await looked(run)
        assert screen.view.tab_names == ["Map", "Phrases", "Tools", "Rules"]
        shown = text_of(screen.view)
        assert "order_status" in shown
        assert "orders.issue_refund" in shown
        await run.pilot.press("end")
        assert screen.view.scroll_offset.y > 0
        await run.pilot.press("home", "/", *"refund-limit", "enter")
        assert screen.view.needle == "refund-limit"
        await run.pilot.press("escape", "escape")
        await run.back()


async def test_the_palette_opens_the_map_and_offers_to_try(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        await run.pilot.press("ctrl+p")
        await run.pilot.press(*"/try")
        await run.until(lambda: "where a message would lead" in run.screen_text(), "palette")
        await run.pilot.press("enter")
        await run.until(lambda: run.app.main.prompt.whole == "/try ", "prompt")
        await run.pilot.press("escape")


async def test_a_session_without_a_pack_says_so() -> None:
    async with opened() as run:
        run.app.run_slash("/map")
        await run.until(lambda: "no pack to look at" in text_of(run.app.main.chat), "told")
