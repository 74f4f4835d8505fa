"""An edited rule in the chat: which recorded decisions flip, in one line and as a list."""

from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.settings import Settings
from sandbox.tui.commands import run_command
from sandbox.tui.screens.inspecting import InspectScreen
from tests.own_pack import own_pack
from tests.tui.real import REFUND, Real, real
from tests.tui.test_watching import change, heard


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a pack of its own, with one recording; gives the pack's folder."""
    monkeypatch.chdir(tmp_path)
    own = own_pack(tmp_path)
    for recording in (own / "recordings").iterdir():
        if recording.name != "cancel.rec.jsonl":
            recording.unlink()
    return own


async def listed(run: Real) -> str:
    run_command(run.app, "/whatif")
    await run.until(lambda: isinstance(run.app.screen, InspectScreen), "the list")
    await run.pilot.pause()
    text = run.screen_text()
    await run.pilot.press("escape")
    await run.until(lambda: run.app.screen is run.app.main, "back")
    return text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_flips_are_told_after_a_save_and_listed(
    settings: Settings, own: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    pack = wiring.load(settings, str(own))
    async with real(settings, pack, tmp_path / "home", size, REFUND) as run:
        assert "Every decision comes out as it did." in await listed(run)
        change(own / "policy" / "data.yaml", 'refund: "100.00"', 'refund: "30.00"')
        await heard(run, "1 recorded decision flips by these rules (/whatif lists them)")
        text = await listed(run)
        for words in ("this session 1.21 issue_refund", "allow (refund)", "confirm (refund-limit)"):
            assert words in text
        change(own / "policy" / "data.yaml", 'refund: "30.00"', 'refund: "100.00"')
        await heard(run, "No recorded decision flips")


async def test_a_save_of_anything_else_says_nothing_of_flips(
    settings: Settings, own: Path, tmp_path: Path
) -> None:
    pack = wiring.load(settings, str(own))
    async with real(settings, pack, tmp_path / "home", (120, 36)) as run:
        change(own / "knowledge" / "care.md", "The", "All the")
        said = await heard(run, "Loaded knowledge/care.md.")
        assert "flip" not in said
