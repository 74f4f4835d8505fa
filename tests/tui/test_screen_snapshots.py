"""Pictures of what the other snapshots do not show: one of each, most at one size.

After a wanted change of looks: the same with `--snapshot-update`, and look.
"""

import logging
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sandbox.settings import Settings
from sandbox.tui.app import HopscopeApp
from sandbox.tui.dock.log.ring import RING
from sandbox.tui.inspecting.recordings import RecordingsApp
from sandbox.tui.replaying.run import ReplayRun
from sandbox.tui.screens.mark import MarkScreen
from sandbox.tui.screens.replay import ReplayScreen
from sandbox.tui.screens.sessions import SessionsScreen
from tests.broken.record import file_of
from tests.tui.harness import BROKEN, ORDER, wait_for
from tests.tui.pictures import pack_of_its_own
from tests.tui.stillness import still
from tests.tui.test_snapshots import SIZES, Compare, app_of, opened

MEDIUM, NARROW, TINY = (120, 36), (80, 24), (59, 15)
SETTINGS = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
LOG = logging.getLogger("sandbox.session")
Act = Callable[[HopscopeApp, Pilot[Any]], Awaitable[None]]


@pytest.fixture(autouse=True)
def _still(tmp_path: Path) -> Iterator[None]:
    """Nothing of another test in the log's ring, and dates that stand still."""
    RING.lines.clear()
    with still(tmp_path):
        yield
    RING.lines.clear()


async def completing(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    await pilot.press(*"/co")
    await wait_for(pilot, lambda: app.main.completion.display)


async def help_of_the_trace(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    await pilot.press("f3", "f1")


async def figures(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    app.run_slash("/figures")
    await wait_for(pilot, lambda: app.screen is not app.main)


async def jump(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    await pilot.press("f3", "ctrl+f")
    await wait_for(pilot, lambda: app.screen is not app.main)


async def mark(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    await pilot.press("f3", "m")
    await wait_for(pilot, lambda: isinstance(app.screen, MarkScreen))
    await pilot.press("b", *"too long")


async def models(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+l")
    await wait_for(pilot, lambda: app.screen is not app.main)


async def palette(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+p")
    await wait_for(pilot, lambda: app.screen is not app.main)
    await pilot.press(*"mark")


async def log(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    LOG.info("turn 1 begins, model sandbox/scripted")
    LOG.warning("the model answered late [/x]")
    LOG.error("orders.get_order failed: no such table")
    await pilot.press("f8")
    await wait_for(pilot, lambda: app.main.dock.front)


async def found(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    await pilot.press("f2", "slash", *"order", "enter")


async def filtered(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    app.run_slash("/trace is:repaired")


def themed(name: str, glyphs: str = "unicode") -> Act:
    async def act(app: HopscopeApp, pilot: Pilot[Any]) -> None:
        app.run_slash(f"/theme {name}")
        if glyphs == "ascii":
            app.glyphs = "ascii"
        await pilot.press("f3")

    return act


async def nothing(app: HopscopeApp, pilot: Pilot[Any]) -> None:
    """As it opens."""


STATES: dict[str, tuple[Act, tuple[int, int]]] = {
    "completion": (completing, NARROW),
    "help": (help_of_the_trace, MEDIUM),
    "figures": (figures, MEDIUM),
    "jump": (jump, MEDIUM),
    "mark": (mark, NARROW),
    "models": (models, MEDIUM),
    "palette": (palette, NARROW),
    "log": (log, MEDIUM),
    "found": (found, NARROW),
    "filtered": (filtered, MEDIUM),
    "light": (themed("hopscope-light"), MEDIUM),
    "high-contrast": (themed("high-contrast"), MEDIUM),
    "no-colour": (themed("no-colour", "ascii"), MEDIUM),
    "more-room": (nothing, TINY),
}


@pytest.mark.parametrize("state", STATES)
def test_state(snap_compare: Compare, state: str) -> None:
    act, size = STATES[state]

    async def before(pilot: Pilot[Any]) -> None:
        app = await opened(pilot)
        await act(app, pilot)
        await pilot.pause()

    assert snap_compare(app_of(ORDER, BROKEN), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_a_call_as_called_and_as_executed(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        app = await opened(pilot)
        hops = app.driver.session.turns[-1].hops
        repair = next(one for one in hops if one.name == "repair")
        app.main.trace.select(repair.id, why="hand")
        view = app.main.inspector
        await wait_for(pilot, lambda: view.inspection and view.inspection.key == repair.id)
        app.main.action_show("inspect")
        await pilot.pause()

    assert snap_compare(app_of(ORDER, BROKEN), terminal_size=size, run_before=before)


def test_sessions(snap_compare: Compare, tmp_path: Path) -> None:
    files = [shutil.copy(file_of(name), tmp_path) for name in ("loop", "denied", "stale-read")]

    async def before(pilot: Pilot[Any]) -> None:
        app = pilot.app
        await wait_for(pilot, lambda: isinstance(app.screen, SessionsScreen))
        screen = app.screen
        assert isinstance(screen, SessionsScreen)
        await wait_for(pilot, lambda: not screen.reading)
        await pilot.press("j")
        await pilot.pause()

    app = RecordingsApp([Path(file) for file in files], SETTINGS)
    assert snap_compare(app, terminal_size=MEDIUM, run_before=before)


def test_a_broken_session_at_its_trouble(snap_compare: Compare) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        app = pilot.app
        await wait_for(pilot, lambda: isinstance(app.screen, ReplayScreen))
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        await wait_for(pilot, lambda: screen.over and screen.inspector.inspection is not None)
        await pilot.press("exclamation_mark")
        await pilot.pause()

    app = RecordingsApp([file_of("wrong-field")], SETTINGS)
    app.now = lambda: 0
    assert snap_compare(app, terminal_size=MEDIUM, run_before=before)


class Replaying(RecordingsApp):
    """A recording that is replayed instead of looked at."""

    def _viewed(self, path: Path) -> ReplayScreen:
        run = ReplayRun(SETTINGS, "refund", path, "strict")
        return ReplayScreen(run, self.now, lambda word: None)


@pytest.mark.parametrize("size", [NARROW, MEDIUM], ids="{0[0]}x{0[1]}".format)
def test_a_replay_that_differs(
    snap_compare: Compare,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    pack_of_its_own(tmp_path, limit=True)
    monkeypatch.chdir(tmp_path)

    async def before(pilot: Pilot[Any]) -> None:
        app = pilot.app
        await wait_for(pilot, lambda: isinstance(app.screen, ReplayScreen))
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        await wait_for(pilot, lambda: screen.over and screen.inspector.tab == "Difference")
        await pilot.pause()

    file = tmp_path / "fixtures" / "brightcart" / "recordings" / "refund.rec.jsonl"
    app = Replaying([file], SETTINGS)
    app.now = lambda: 0
    assert snap_compare(app, terminal_size=size, run_before=before)
