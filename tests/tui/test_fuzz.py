"""Random keys, clicks, sizes and turns: the app stays up, and the views stay in bounds."""

import random
from pathlib import Path

import pytest

from sandbox.tui.keymap import KEYS
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, Run, opened

STEPS = 200
QUITS = {"ctrl+q", "ctrl+c"}
PRESSED = sorted(
    {key for one in KEYS for key in one.keys.split(",")} - QUITS
    | {"a", "space", "backspace", "delete", "left", "x", "tab", "ctrl+a", "ctrl+k", "ctrl+z"}
)
SIZES = ((80, 24), (120, 36), (200, 50), (59, 15), (30, 8), (100, 16))
MESSAGES = (ORDER, BROKEN, "somebody", "dead", "again", "weird", "wait")


def check(run: Run) -> None:
    main = run.app.main
    for view in (main.chat, main.trace, main.inspector):
        lines = view.cursor_lines()
        assert 0 <= lines.start <= lines.stop <= max(view.line_count(), lines.stop)
        assert view.virtual_size.height == view.line_count()
    if main.trace.trace is not None and main.trace.trace.rows:
        assert main.trace.row is not None
    strips = run.app.screen._compositor.render_strips()
    assert len({strip.cell_length for strip in strips}) <= 1  # nothing is drawn past its line


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", [11])
async def test_random_use_does_no_harm(
    seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)  # some keys save a file
    dice = random.Random(seed)
    async with opened((120, 36), driver=FakeDriver(speed=0.02), turns=()) as run:
        for _ in range(STEPS):
            what = dice.random()
            if what < 0.86:
                await run.pilot.press(dice.choice(PRESSED))
            elif what < 0.92:
                await run.pilot.resize_terminal(*dice.choice(SIZES))
            elif what < 0.95:
                x, y = dice.randrange(run.app.size.width), dice.randrange(run.app.size.height)
                await run.pilot.click(offset=(x, y))
            else:
                run.app.turns.send(dice.choice(MESSAGES))
            check(run)
        assert run.app.is_running
        assert run.app._exception is None
        run.app.turns.cancel()
        await run.until(lambda: not run.app.turns.busy, "turn ends")
        for _ in range(10):
            if run.app.screen is run.app.main:
                break
            await run.pilot.press("escape")
        await run.back()
