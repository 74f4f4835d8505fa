"""The last turn once more on the pack as it is now, what changed marked, and back."""

import re
from pathlib import Path

import pytest

from sandbox.hub.folder import sessions_in
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.screens.confirm import ConfirmScreen
from tests.own_pack import own_pack
from tests.tui.harness import opened, text_of
from tests.tui.real import OTHER, REFUND, STATUS, Real, real

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a pack of its own; gives the file with the refund's limit."""
    monkeypatch.chdir(tmp_path)
    return own_pack(tmp_path) / "policy" / "data.yaml"


def lower(data: Path) -> None:
    """As of now, a refund of 49.90 has to be confirmed."""
    text = re.sub(r'refund: "[\d.]+"', 'refund: "10.00"', data.read_text("utf-8"), count=1)
    data.write_text(text, "utf-8")


async def compared(run: Real) -> str:
    """Waits for what is said of the comparison."""
    chat = run.app.main.chat
    await run.until(lambda: "Against turn" in text_of(chat), "compared")
    return " ".join(text_of(chat).partition("Against turn")[2].split())


@pytest.mark.parametrize("size", SIZES)
async def test_after_an_edit_one_key_runs_the_last_turn_again_and_marks_the_hop_that_changed(
    settings: Settings, own: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    from sandbox import wiring

    pack = wiring.load(settings, str(own.parent.parent))
    async with real(settings, pack, tmp_path / "home", size, STATUS, REFUND) as run:
        first = run.name
        before = (tmp_path / "home" / "sessions" / first / "log.jsonl").read_bytes()
        lower(own)
        await run.pilot.press("ctrl+t")
        await run.until(lambda: isinstance(run.app.screen, ConfirmScreen), "confirm")
        await run.dialog()
        await run.pilot.press("y")
        await run.back()
        words = await compared(run)
        assert words.startswith("2 before: 1 hop changed")
        assert run.name != first
        assert run.asked() == [STATUS, REFUND]
        trace = run.app.main.trace
        assert trace.row is not None
        assert (trace.row.name, trace.row.sign) == ("policy", "~")
        await run.pilot.press("f3", "enter")
        await run.inspected(trace.row.key)
        shown = text_of(run.app.main.inspector)
        assert run.app.main.inspector.tab == "Changed"
        assert "- allow" in shown
        assert "+ confirm" in shown
        assert "/output/decision/evidence/limit" in shown
        log = (tmp_path / "home" / "sessions" / first / "log.jsonl").read_bytes()
        assert log.startswith(before)
        assert len(run.logged(first).turns) == 2


async def test_nothing_edited_is_the_same_hop_by_hop(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, REFUND) as run:
        await run.pilot.press("ctrl+t")
        assert "the same, hop by hop" in await compared(run)
        assert run.app.main.trace.trace is not None
        assert run.app.main.trace.trace.signs == {}


async def test_the_trace_follows_again_with_the_next_turn(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), REFUND) as run:
        await run.tell("/rerun sloppy")
        await compared(run)
        assert not run.app.main.trace.following
        await run.tell(OTHER)
        assert run.app.main.trace.row is not None
        assert run.app.main.trace.row.turn == 2


async def test_one_key_leads_back_and_once_more_to_the_rerun(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        first = run.name
        await run.pilot.press("ctrl+t")
        await compared(run)
        second = run.name
        await run.pilot.press("alt+left")
        await run.until(lambda: run.name == first)
        await run.still()
        await run.tell(OTHER)
        await run.pilot.press("alt+left")
        await run.until(lambda: run.name == second)
        assert len(run.asked()) == 1
        assert len(run.logged(first).turns) == 2


async def test_another_model_changes_hops_which_the_filter_then_shows_alone(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), REFUND) as run:
        await run.tell("/rerun sloppy")
        await compared(run)
        assert run.app.driver.session.turns[0].model == "sandbox/sloppy"
        trace = run.app.main.trace.trace
        assert trace is not None
        changed = [key for key in trace.signs if "." in key]
        run.app.run_slash("/trace is:changed")
        assert [row.key for row in trace.rows if row.kind == "hop"] == changed
        pane = run.app.main.panes["trace"]
        await run.until(lambda: f"{len(changed)} of" in str(pane.border_title))


async def test_there_is_nothing_to_run_again_or_to_go_back_to(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        await run.pilot.press("ctrl+t")
        await run.until(lambda: "there is no turn yet" in text_of(run.app.main.chat))
        await run.pilot.press("alt+left")
        await run.until(lambda: "no session to go back to" in text_of(run.app.main.chat))
        assert len(sessions_in(tmp_path)) == 1


async def test_a_short_name_is_enough_for_a_model() -> None:
    async with opened() as run:
        run.app.run_slash("/model sloppy")
        await run.until(lambda: run.driver.session.model == "sandbox/sloppy")
        run.app.run_slash("/model nothing-like-it")
        await run.until(lambda: "no model nothing-like-it" in text_of(run.app.main.chat))
