"""Random keys, statements and sizes in the DB pane: nothing breaks, and the log still replays."""

import asyncio
import random
from pathlib import Path

import pytest

from sandbox.log.recording import Head, Recording, read_recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from sandbox.tui.db.keys import KEYS
from tests.tui.real import REFUND
from tests.tui.test_db import db

STEPS = 120
PRESSED = sorted({key for one in KEYS for key in one.keys.split(",")})
OTHERS = ("j", "k", "G", "g", "pagedown", "pageup", "y", "n", "enter", "escape", "tab", "z", "q")
SIZES = ((80, 24), (120, 36), (200, 50), (59, 15), (30, 8))
TYPED = (
    "select * from orders",
    "select 1 as [/x], 2 as [/x]",
    "update orders set status = 'cancelled' where id like 'O-1004%'",
    "delete from refunds where id = 'RF-0001'",
    "insert into refunds (id) values ('x')",
    "update customers set name = 'Ada [/b] Lovelace' where id = 'C-0007'",
    "sel",
    "a",
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [8])
async def test_random_use_of_the_pane_does_no_harm(
    seed: int,
    settings: Settings,
    pack: Pack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # some keys save a file
    dice = random.Random(seed)
    async with db(settings, pack, tmp_path, (120, 36), REFUND) as run:
        name, main, pane = run.name, run.app.main, run.view
        for _ in range(STEPS):
            what = dice.random()
            if main.dock.name_open != "db" and run.app.screen is main:
                await run.pilot.press("f5")
            elif what < 0.8:
                keys = OTHERS if dice.random() < 0.5 else PRESSED
                await run.pilot.press(dice.choice(keys))
            elif what < 0.85:
                await run.pilot.resize_terminal(*dice.choice(SIZES))
            elif run.app.screen is main:
                pane.type_sql(dice.choice(TYPED), writes=dice.random() < 0.5)
                await run.pilot.press("enter", dice.choice("yyn"))
            assert run.app._exception is None
            assert run.app.is_running
            for view in (pane.grid, pane.tables):
                assert view.virtual_size.height == view.line_count()
                assert view.cursor_lines().stop <= max(view.line_count(), 1)
        for _ in range(12):
            await run.pilot.press("escape")
        await run.still()
        done = len(run.app.driver.session.outside_changes)
        await run.tell("/db write update orders set status = 'returned' where id = 'O-10070'")
        await run.confirms()
        await run.pilot.press("y")
        await run.until(lambda: len(run.app.driver.session.outside_changes) > done, "written")
    log = tmp_path / "sessions" / name / "log.jsonl"
    recording = Recording(name, Head(), read_recording(log).log)
    for mode in (Replays(settings).strict, Replays(settings).drift):
        report = await asyncio.to_thread(mode, recording)
        assert report.passed, report.lines()
