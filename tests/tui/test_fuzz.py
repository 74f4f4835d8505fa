"""Random use of every screen: the app stays up, views stay in bounds, and the logs are whole.

`make test` takes 200 steps, divided among the screens; `make check-long` 2,000 in each.
"""

import asyncio
import random
import shutil
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.log.reader import read_log
from sandbox.log.recording import Head, Recording
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from tests.docs.conftest import ROOT
from tests.tui.fuzz.places import PLACES
from tests.tui.fuzz.use import Use
from tests.tui.real import STATUS, real

QUICK, LONG = 200, 2_000
SEED = 7


@pytest.fixture
def own(settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """A pack of its own in a project of its own: some keys save a recording beside the pack, open
    an editor or would ask a provider, and here none of it leads out.
    """
    here = tmp_path / "fixtures" / pack.name
    shutil.copytree(pack.root, here)
    prompts = tmp_path / "prompts" / pack.name
    shutil.copytree(ROOT / "prompts" / pack.name, prompts)
    monkeypatch.chdir(tmp_path)
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.setenv(name, "true")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return wiring.load(settings, pack.name)


async def logs_are_whole(settings: Settings, home: Path) -> int:
    """Reads each session's log with its chain of hashes, and replays it; returns how many."""
    found = sorted((home / "sessions").glob("*/log.jsonl"))
    for path in found:
        recording = Recording(path.parent.name, Head(), read_log(path))
        report = await asyncio.to_thread(Replays(settings).strict, recording)
        assert report.passed, report.lines()
    return len(found)


async def used(settings: Settings, pack: Pack, home: Path, shares: dict[str, int]) -> None:
    """Takes each place's share of steps in one session."""
    async with real(settings, pack, home, (120, 36), STATUS) as run:
        for place, steps in shares.items():
            await Use(run, place, random.Random(f"{SEED} {place}")).steps(steps)
    assert await logs_are_whole(settings, home) > 0


def shared(total: int, among: list[str]) -> dict[str, int]:
    each, rest = divmod(total, len(among))
    return {name: each + (number < rest) for number, name in enumerate(among)}


STEPS = shared(QUICK, list(PLACES))
GROUPS = [list(PLACES)[at::4] for at in range(4)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
async def test_random_use_does_no_harm(
    group: list[str], settings: Settings, own: Pack, tmp_path: Path
) -> None:
    await used(settings, own, tmp_path, {place: STEPS[place] for place in group})


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("place", PLACES)
async def test_long_random_use_does_no_harm(
    place: str, settings: Settings, own: Pack, tmp_path: Path
) -> None:
    await used(settings, own, tmp_path, {place: LONG})


def test_the_quick_steps_are_divided_among_all_screens() -> None:
    assert sum(STEPS.values()) == QUICK
    assert set(STEPS) == set(PLACES)
    assert min(STEPS.values()) > 1
