"""Replays on the screen: verdict and proof, the first difference with both sides, and back."""

import re
from pathlib import Path
from typing import cast

import pytest

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.screens.replay import ReplayScreen
from tests.docs.conftest import ROOT
from tests.own_pack import own_pack
from tests.tui.harness import text_of
from tests.tui.real import STATUS, Real, real

SIZES = [(80, 24), (120, 36), (200, 50)]
PROOF = "proof: 0 model calls, 0 tool calls, 0 sockets, 0 files written"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a pack of its own, in which a refund of 49.90 has to be confirmed."""
    data = own_pack(tmp_path) / "policy" / "data.yaml"
    text = re.sub(r'refund: "[\d.]+"', 'refund: "10.00"', data.read_text("utf-8"), count=1)
    data.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def replayed(run: Real) -> ReplayScreen:
    await run.until(lambda: isinstance(run.app.screen, ReplayScreen), "replay")
    screen = cast("ReplayScreen", run.app.screen)
    await run.until(lambda: screen.over, "over")
    await run.pilot.pause()
    return screen


def shown(run: Real) -> str:
    """The screen's words without frames and line breaks."""
    return " ".join(re.sub(r"[║│╔╗╚╝═─]", " ", run.screen_text()).split())


@pytest.mark.parametrize("size", SIZES)
async def test_a_replay_says_so_everywhere_and_escape_leads_back_to_the_session_untouched(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path, size, STATUS) as run:
        run.app.main.prompt.put("half a thought")
        before, chat = run.logged(run.name).count, text_of(run.app.main.chat)
        run.app.run_slash("/replay refund")
        screen = await replayed(run)
        assert "refund: identical · strict · 1 turn" in shown(run)
        assert PROOF in shown(run)
        assert "REPLAY" in run.screen_text().splitlines()[0]
        assert screen.has_class("-replay")
        assert screen.panes["trace"].styles.border.top[0] == "double"
        await run.pilot.press("escape")
        await run.back()
        assert run.app.main.prompt.text == "half a thought"
        assert text_of(run.app.main.chat) == chat
        assert run.logged(run.name).count == before
        assert "LIVE" in run.screen_text().splitlines()[0]


@pytest.mark.parametrize("size", SIZES)
async def test_a_changed_limit_opens_the_policy_hop_with_both_sides_and_the_cause(
    settings: Settings, pack: Pack, own: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path / "home", size, STATUS) as run:
        run.app.run_slash("/replay refund")
        screen = await replayed(run)
        await run.until(lambda: screen.inspector.tab == "Difference")
        await run.until(lambda: "likely cause policy changed: policy/data.yaml" in shown(run))
        words = shown(run)
        assert "- allow by refund" in words
        assert "+ confirm by refund-limit" in words
        assert "first difference: turn 1, 1.21 policy orders.issue_refund" in words
        assert PROOF in words
        row = screen.trace.row
        assert row is not None
        assert (row.key, row.sign) == ("1.21", "~")
        if size[0] > 100:
            await run.until(lambda: "~1.21" in shown(run), "the row is in sight")


async def test_drift_runs_the_tools_and_counts_them(
    settings: Settings, pack: Pack, own: Path, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path / "home", (120, 36), STATUS) as run:
        run.app.run_slash("/replay refund --mode drift")
        screen = await replayed(run)
        assert screen.report is not None
        assert screen.report.verdict == "drifts"
        assert "drift · 1 turn" in shown(run)
        assert "0 model calls, 2 tool calls" in shown(run)
        assert re.search(
            r"first difference: turn 1, 1\.21 .*; and (?:1 difference, )?\d+ rows? at", shown(run)
        )
        screen.trace.select("turn:1", why="hand")
        await run.until(lambda: "End state" in screen.inspector.tab_names)
        screen.inspector.choose("End state")
        await run.until(lambda: "refunds" in text_of(screen.inspector))


async def test_r_in_the_browser_replays_and_the_list_keeps_the_verdict(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        browser = await run.browser()
        await run.pilot.press("r")
        await replayed(run)
        await run.pilot.press("escape")
        await run.browsing()
        assert browser.shelf.results == {f"session:{run.name}": "same"}
        assert re.search(r"●.* same ", run.screen_text())


async def test_enter_on_a_recording_shows_it_without_running_it(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        await run.browser()
        await run.pilot.press("slash", *"refund-twice", "enter")
        screen = await replayed(run)
        assert screen.report is None
        assert "A recording: read only" in shown(run)
        await run.until(lambda: "RF-0046" in text_of(screen.chat))


async def test_a_torn_recording_is_one_line(settings: Settings, pack: Pack, tmp_path: Path) -> None:
    torn = tmp_path / "torn.rec.jsonl"
    whole = (ROOT / "fixtures/brightcart/recordings/refund.rec.jsonl").read_bytes()
    torn.write_bytes(whole[: len(whole) // 2])
    async with real(settings, pack, tmp_path / "home", (80, 24), STATUS) as run:
        run.app.run_slash(f"/replay {torn}")
        await replayed(run)
        assert "torn" in shown(run)
        await run.pilot.press("escape")
        await run.back()


async def test_keys_that_would_change_a_session_do_nothing_in_a_replay(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        before = run.app.driver
        run.app.run_slash("/replay refund")
        screen = await replayed(run)
        await run.pilot.press("R", "b", "e", "m", "ctrl+l", "ctrl+s")
        assert run.app.screen is screen
        assert run.app.driver is before
        await run.pilot.press("tab", "tab", "tab", "escape")
        await run.back()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/replay nothing-like-it", "there is no session nothing-like-it"),
        ("/replay refund --mode sideways", "takes one name and a mode"),
        ("/replay a b", "takes one name and a mode"),
    ],
)
async def test_what_can_not_be_replayed_is_said(
    settings: Settings, pack: Pack, tmp_path: Path, command: str, words: str
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        run.app.run_slash(command)
        await run.until(lambda: words in text_of(run.app.main.chat), words)
