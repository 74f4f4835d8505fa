"""The README's tour in the chat works, key by key, on the real session."""

import asyncio
import re
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from sandbox.cli.chat import Start
from sandbox.cli.screen import make_driver
from sandbox.log.recording import read_recording
from sandbox.tui.app import HopscopeApp
from sandbox.tui.driver import Driver
from tests.docs.conftest import ROOT, Shell
from tests.tui.harness import turn_shown, wait_for

README = (ROOT / "README.md").read_text("utf-8")
TOUR = README[README.index("### In the chat") : README.index("### In the shell")]
KEYS = {
    "Enter": "enter",
    "Tab": "tab",
    "]": "right_square_bracket",
    "F3": "f3",
    "Esc": "escape",
    "Ctrl+L": "ctrl+l",
}
TYPED = re.findall(r"[Tt]ype\s+`([^`]+)`", TOUR)


def _told(key: str) -> str:
    """The name of a key that the tour tells to press."""
    assert f"`{key}`" in TOUR
    return KEYS.get(key, key)


def _screen(app: HopscopeApp) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


async def _type(pilot: Pilot[None], text: str) -> None:
    for character in text:
        await pilot.press("space" if character == " " else character)
        # One by one, as a person types.
        await pilot.pause(0)


async def _say(app: HopscopeApp, pilot: Pilot[None], text: str) -> None:
    before = len(app.driver.session.turns)
    await _type(pilot, text)
    await pilot.press(_told("Enter"))
    await wait_for(pilot, lambda: turn_shown(app, before + 1), "turn is shown")
    await wait_for(pilot, lambda: not app.turns.busy, "turn ends")


@pytest.mark.timeout(180)
async def test_each_step_in_the_chat_does_what_the_readme_says(
    clone: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone)
    monkeypatch.setenv("SANDBOX_HOME", str(clone / ".sandbox"))

    async def driver() -> Driver:
        return cast("Driver", await make_driver(Start()))

    app = HopscopeApp(driver)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_for(pilot, lambda: app.session_driver is not None, "session is open")
        assert len(TYPED) == 3
        await _say(app, pilot, TYPED[0])
        calls = ("orders.get_order", "orders.get_order_line", "orders.issue_refund")
        assert all(f" {call} " in _screen(app) for call in calls)

        await pilot.press(_told("Tab"), _told("k"), _told("Enter"))
        await wait_for(pilot, lambda: "execute orders.issue_refund" in _shown(app), "inspected")
        first = app.main.inspector.inspection
        await pilot.press(_told("]"))
        await pilot.press(_told("F3"))
        assert first is not None
        await pilot.press(_told("Esc"))

        await pilot.press(_told("Ctrl+L"))
        await wait_for(pilot, lambda: app.screen is not app.main, "the list of models")
        await _type(pilot, "sloppy")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.screen is app.main, "the chat again")
        await _say(app, pilot, TYPED[1])
        turn = app.driver.session.turns[1]
        assert turn.model == "sandbox/sloppy"
        assert "D" in [hop.mark for hop in turn.hops]

        await _type(pilot, TYPED[2])
        await pilot.press("enter")
        recording = clone / "fixtures/brightcart/recordings/A-broken-parcel.rec.jsonl"
        await wait_for(pilot, recording.exists, "saved")
    assert read_recording(recording).head.title == "A broken parcel"
    done = await asyncio.to_thread(shell, f"sandbox replay {recording}")
    assert "A-broken-parcel: identical · strict · 2 turns" in done.stdout


def _shown(app: HopscopeApp) -> str:
    inspection = app.main.inspector.inspection
    return inspection.title if inspection else ""
