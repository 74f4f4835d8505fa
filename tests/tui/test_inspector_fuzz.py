"""Random keys and sizes on recordings alone: no session, and still nothing breaks."""

import random
from pathlib import Path

import pytest

from sandbox.log.recording import read_recording
from sandbox.settings import Settings
from sandbox.tui.inspecting.recordings import RecordingsApp
from sandbox.tui.keymap import KEYS
from sandbox.tui.screens.replay import ReplayScreen
from tests.broken.record import file_of
from tests.tui.harness import wait_for

STEPS = 120
LEAVES = {"ctrl+q", "ctrl+c", "escape"}
PRESSED = sorted({key for one in KEYS for key in one.keys.split(",")} - LEAVES)
OFTEN = ("exclamation_mark", "f", "d", "v", "right_square_bracket", "right_curly_bracket", "j", "3")
SIZES = ((80, 24), (120, 36), (200, 50), (59, 15))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", ["double-refund", "leaked-value"])
async def test_random_keys_on_a_recording_do_no_harm(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)  # some keys save a file
    dice, file = random.Random(name), file_of(name)
    before = file.read_bytes()
    app = RecordingsApp([file], Settings(_env_file=None))  # pyright: ignore[reportCallIssue]
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ReplayScreen))
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        await wait_for(pilot, lambda: screen.over)
        for _ in range(STEPS):
            if dice.random() < 0.05:
                await pilot.resize_terminal(*dice.choice(SIZES))
            else:
                await pilot.press(dice.choice(OFTEN if dice.random() < 0.5 else PRESSED))
            assert app._exception is None
            assert app.is_running
            for view in (screen.trace, screen.inspector):
                assert view.virtual_size.height == view.line_count()
    assert file.read_bytes() == before
    assert read_recording(file).log.events
