"""The session browser: listing, searching, opening, forking, renaming, deleting, exporting."""

from pathlib import Path

import pytest

from sandbox.cli.screen import _how_to_resume  # pyright: ignore[reportPrivateUsage]
from sandbox.hub.folder import sessions_in
from sandbox.log.index_rows import title_of
from sandbox.log.lock import held
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.screens.ask import AskLine, Sure
from sandbox.tui.screens.picker import Picker
from sandbox.tui.screens.sessions import SessionsScreen
from tests.tui.harness import opened, text_of
from tests.tui.real import OTHER, REFUND, STATUS, Real, real

SIZES = [(80, 24), (120, 36), (200, 50)]
WIDE = (120, 36)


def told(screen: SessionsScreen) -> str:
    return screen._told[0]


async def two_sessions(run: Real) -> tuple[str, str]:
    """Ids of the session at hand, with one turn, and of the one it was forked from, with two."""
    first = run.name
    await run.tell("/fork 2")
    return run.name, first


@pytest.mark.parametrize("size", SIZES)
async def test_the_browser_shows_sessions_as_a_tree_with_recordings_and_a_preview(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path, size, STATUS, REFUND) as run:
        here, first = await two_sessions(run)
        screen = await run.browser()
        shown = run.screen_text()
        assert [one.id for one in screen.list.entries[:2]] == [first, here]
        assert "└ after 1: where" in shown
        assert "●" in shown.splitlines()[4]
        assert f"“{STATUS}” → 20 hops, 0 repaired" in shown
        assert f"fork of {first}" in " ".join(shown.replace("│", " ").split())
        assert any(one.id == "refund" and one.kind == "recording" for one in screen.entries)
        assert "Enter open" in shown
        assert "r replay" in shown


async def test_a_search_finds_by_words_that_were_said_and_escape_clears_it_first(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS, REFUND) as run:
        screen = await run.browser()
        total = len(screen.entries)
        await run.pilot.press("slash", *"parcel money")
        await run.until(lambda: len(screen.list.entries) < total)
        assert run.name in [one.id for one in screen.list.entries]
        await run.pilot.press(*"zzz")
        await run.until(lambda: "Nothing has parcel moneyzzz in it" in run.screen_text())
        await run.pilot.press("escape")
        await run.until(lambda: len(screen.list.entries) == total)
        await run.pilot.press("escape")
        await run.back()


async def test_enter_opens_a_session_and_the_next_turn_goes_there(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS, REFUND) as run:
        here, first = await two_sessions(run)
        await run.browser()
        await run.pilot.press("g", "enter")
        await run.until(lambda: run.name == first)
        await run.back()
        await run.tell(OTHER)
        assert len(run.logged(first).turns) == 3
        assert len(run.logged(here).turns) == 1


async def test_enter_on_the_session_at_hand_only_closes_the_browser(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS) as run:
        before = run.app.driver
        await run.browser()
        await run.pilot.press("enter")
        await run.back()
        assert run.app.driver is before


async def test_f_forks_before_a_turn_that_is_picked(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS, REFUND) as run:
        first = run.name
        await run.browser()
        await run.pilot.press("f")
        await run.until(lambda: isinstance(run.app.screen, Picker), "turns")
        assert "before turn 2" in run.screen_text()
        await run.pilot.press("down", "enter")
        await run.until(lambda: run.name != first)
        await run.back()
        assert run.asked() == [STATUS]


async def test_f_goes_on_from_a_turn_of_a_recording(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS) as run:
        first, screen = run.name, await run.browser()
        await run.pilot.press("slash", *"order-status", "down")
        assert screen.list.entry is not None
        assert screen.list.entry.id == "order-status"
        await run.pilot.press("f")
        await run.until(lambda: isinstance(run.app.screen, Picker), "turns")
        await run.pilot.press("down", "enter")
        await run.until(lambda: run.name != first)
        await run.back()
        assert len(run.asked()) == 1
        await run.tell(OTHER)
        assert run.app.driver.session.turns[1].reply


async def test_n_gives_a_title_which_the_list_then_shows(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS) as run:
        screen = await run.browser()
        await run.pilot.press("n")
        await run.until(lambda: isinstance(run.app.screen, AskLine), "title")
        await run.pilot.press(*"for jo@private.example", "enter")
        await run.until(lambda: told(screen) == "renamed")
        await run.until(lambda: not screen.reading)
        title = title_of(run.logged(run.name))
        assert title.startswith("for ")
        assert "jo@private.example" not in title
        await run.until(lambda: title in run.screen_text())


async def test_d_asks_and_only_y_deletes(settings: Settings, pack: Pack, tmp_path: Path) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS, REFUND) as run:
        here, first = await two_sessions(run)
        screen = await run.browser()
        await run.pilot.press("d")
        assert "this session is open" in told(screen)
        await run.pilot.press("g", "d")
        await run.until(lambda: isinstance(run.app.screen, Sure), "asked")
        assert "Its fork stays." in run.screen_text()
        await run.pilot.press("enter", "n")
        await run.browsing()
        assert len(sessions_in(tmp_path)) == 2
        await run.pilot.press("d", "y")
        await run.until(lambda: [one.id for one in sessions_in(tmp_path)] == [here])
        await run.until(lambda: first not in [one.id for one in screen.entries])
        assert screen.entries[0].depth == 0


async def test_a_session_whose_turn_runs_in_another_window_is_left_alone_and_said_so(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS, REFUND) as run:
        _, first = await two_sessions(run)
        screen = await run.browser()
        with held(tmp_path / "sessions" / first / "lock"):
            await run.pilot.press("g", "d", "y")
            await run.until(lambda: "is being written by another program" in told(screen))
            await run.pilot.press("n", "x", "enter")
            await run.until(lambda: "is being written by another program" in told(screen))
        assert len(sessions_in(tmp_path)) == 2


async def test_x_exports_markdown_and_openai_messages_and_overwrites_nothing(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    out.mkdir()
    async with real(settings, pack, home, WIDE, STATUS) as run:
        monkeypatch.chdir(out)
        screen = await run.browser()
        await run.pilot.press("x", "enter")
        await run.until(lambda: "exported to" in told(screen))
        assert STATUS in (out / f"{run.name}.md").read_text()
        await run.until(lambda: not screen.reading)
        await run.pilot.press("x", "enter")
        await run.until(lambda: "is there already" in told(screen))
        await run.pilot.press("x", "ctrl+u", *"chat.jsonl", "enter")
        await run.until((out / "chat.jsonl").exists)
        assert '"role":' in (out / "chat.jsonl").read_text()


async def test_a_broken_session_is_listed_with_what_is_wrong_and_can_be_deleted(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    broken = tmp_path / "sessions" / "20200101-0000-broken"
    broken.mkdir(parents=True)
    (broken / "log.jsonl").write_text('{"kind":"nonsense"}\n')
    async with real(settings, pack, tmp_path, WIDE, STATUS) as run:
        screen = await run.browser()
        place = next(n for n, one in enumerate(screen.list.entries) if one.problem)
        screen.list.go_to_line(place)
        await run.pilot.press("enter")
        assert "can't be read" in told(screen)
        assert run.app.screen is screen
        await run.pilot.press("d", "y")
        await run.until(lambda: not broken.exists())


async def test_two_hundred_sessions_are_one_list_of_lines(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS) as run:
        log = (tmp_path / "sessions" / run.name / "log.jsonl").read_bytes()
        log = log[: log.index(b"\n") + 1]  # short ones, which are quickly read
        for number in range(200):
            folder = tmp_path / "sessions" / f"20260101-0000-{number:06d}"
            folder.mkdir()
            (folder / "log.jsonl").write_bytes(log)
        screen = await run.browser()
        assert len([one for one in screen.entries if one.kind == "session"]) == 201
        await run.pilot.press("slash", *"000199")
        await run.until(lambda: len(screen.list.entries) == 1)
        assert screen.list.entry is not None
        assert screen.list.entry.id.endswith("000199")


async def test_a_running_turn_is_not_left(settings: Settings, pack: Pack, tmp_path: Path) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS, REFUND) as run:
        await two_sessions(run)
        screen, before = await run.browser(), run.app.driver
        run.app.branches.moving = True  # as while a turn runs
        await run.pilot.press("g", "enter")
        await run.until(lambda: "A turn is running" in told(screen))
        run.app.branches.moving = False
        assert run.app.driver is before


async def test_an_app_without_a_library_says_so() -> None:
    async with opened() as run:
        await run.pilot.press("ctrl+s")
        await run.until(lambda: "no list of sessions here" in text_of(run.app.main.chat))


async def test_a_closed_screen_says_how_to_go_on_and_keeps_quiet_where_nothing_was_said(
    settings: Settings,
    pack: Pack,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with real(settings, pack, tmp_path, WIDE, STATUS) as run:
        said = run.name
        await run.app._close()
        assert run.app.left == said
    async with real(settings, pack, tmp_path, WIDE) as silent:
        await silent.app._close()
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path))
    _how_to_resume(run.app.left)
    _how_to_resume(silent.app.left)
    out = capsys.readouterr().out
    assert out == f"session {said} · go on with: sandbox --resume {said}\n"
