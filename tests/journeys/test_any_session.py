"""Whatever happened in a session, on whatever options: it replays, its figures agree wherever
they are shown, and nobody's data is told."""

from pathlib import Path
from random import Random

import pytest

from sandbox.log.fold import fold
from sandbox.log.recording import Head, Recording, read_recording
from sandbox.pack.pack import Pack
from sandbox.testing.replays import Replays
from tests.journeys.any_session.play import Play
from tests.journeys.any_session.setup import settings_of, vary
from tests.own_pack import own_pack
from tests.unit.tui.agreeing import all_agree

QUICK, LONG = 30, 400


@pytest.mark.parametrize("seed", range(QUICK))
async def test_any_session_replays_on_another_day(seed: int, tmp_path: Path) -> None:
    await _holds(seed, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(QUICK, LONG))
async def test_many_sessions_replay_on_another_day(seed: int, tmp_path: Path) -> None:
    await _holds(seed, tmp_path)


async def _holds(seed: int, folder: Path) -> None:
    dice = Random(seed)
    pack = own_pack(folder)
    vary(pack, dice)
    settings = settings_of(dice)
    play = Play(dice, settings, pack, folder / "home")
    await play.run()
    replays = Replays(settings, str(pack))
    personal = _personal(play.live.pack)
    for log in (folder / "home" / "sessions").glob("*/log.jsonl"):
        recording = Recording(log.parent.name, Head(), read_recording(log).log)
        for report in (replays.strict(recording, log), replays.drift(recording, log)):
            assert report.passed, (play.told, report.lines())
        assert replays.update(recording, log).changes == (), play.told
        all_agree(fold(recording.log.events))
        text = log.read_text("utf-8")
        assert [value for value in personal if value in text] == [], play.told


def _personal(pack: Pack) -> set[str]:
    """What stands in the columns marked personal; short values are part of other words."""
    return {
        str(row[column.name])
        for table in pack.tables.values()
        for column in table.columns
        if column.personal
        for row in pack.rows.get(table.name, ())
        if len(str(row.get(column.name) or "")) >= 6
    }
