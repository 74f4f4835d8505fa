"""A session that has left the screen leaves the memory too."""

import gc
import weakref
from pathlib import Path

import pytest

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.tui.real import real


@pytest.mark.timeout(120)
async def test_sessions_that_were_shown_before_can_be_collected(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        seen: list[weakref.ref[object]] = []
        for _ in range(4):
            seen.append(weakref.ref(run.app.driver.session))
            name = run.app.driver.name
            run.app.run_slash("/new")
            await run.until(lambda name=name: run.app.driver.name != name, "the new session")
            await run.still()
        gc.collect()
        alive = sum(one() is not None for one in seen)
        assert alive <= 2  # the one before, which /back leads to, and one that is just leaving
