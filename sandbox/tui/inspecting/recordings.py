"""The screen on recordings alone: no session, no model, nothing that could be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, cast

from sandbox.log.recording import SUFFIX
from sandbox.tui import app as app_module
from sandbox.tui.app import HopscopeApp
from sandbox.tui.elsewhere import read_only
from sandbox.tui.screens.replay import ReplayScreen
from sandbox.tui.screens.sessions import SessionsScreen, Shelf
from sandbox.tui.sessions.entry import Entry
from sandbox.tui.sessions.library import Doors, Library
from sandbox.tui.sessions.reading import Told, read_recording_entry

if TYPE_CHECKING:
    from sandbox.settings import Settings
    from sandbox.tui.driver import Driver

_OTHER_ACTS: Final = "Here recordings are looked at and replayed: Enter opens, r and R replay."

_QUITS: Final = "ctrl+q quits"

_BESIDE_THE_APP: Final = Path(app_module.__file__).parent
_STYLES: Final = cast("list[str]", HopscopeApp.CSS_PATH)


class RecordingsApp(HopscopeApp):
    """One file opens at once; of several, a list of them comes first. Esc never quits."""

    # Textual looks for styles beside the file of the class that names them.
    CSS_PATH = [_BESIDE_THE_APP / path for path in _STYLES]

    def __init__(self, files: Sequence[Path], settings: Settings) -> None:
        super().__init__(_no_session, library=lambda: Files(settings, files))
        self._files = tuple(files)

    def _open_soon(self) -> None:
        if len(self._files) == 1:
            self.push_screen(self._viewed(self._files[0]))
            return
        shelf = Shelf(self.browser.library, "", "", "", self.browser.results)
        self.push_screen(_FirstList(shelf))

    def _viewed(self, path: Path) -> ReplayScreen:
        from sandbox.tui.replaying.run import ReplayRun

        name = path.name.removesuffix(SUFFIX)
        run = ReplayRun(self.browser.library.settings, name, path, "view")
        return _FirstReplay(run, self.now, lambda word: None)

    def on_sessions_screen_wanted(self, event: SessionsScreen.Wanted) -> None:
        screen = self.screen
        if event.act in ("open", "replay", "drift"):
            super().on_sessions_screen_wanted(event)
        elif isinstance(screen, SessionsScreen):
            screen.tell(_OTHER_ACTS, "warn")


class _FirstReplay(ReplayScreen):
    """A recording with nothing behind it."""

    def on_mount(self) -> None:
        self.why_not = read_only(leads_back=False)

    def action_escape(self) -> None:
        if not self.close_one():
            self.app.notify(_QUITS, markup=False)


class _FirstList(SessionsScreen):
    """The list with nothing behind it."""

    def finish(self, result: None) -> None:
        self.app.notify(_QUITS, markup=False)


class Files(Library):
    """A library of some files alone."""

    def __init__(self, settings: Settings, files: Sequence[Path]) -> None:
        super().__init__(settings, Path(), Doors(_none, _none, _none, _none, _none))
        self._files = tuple(files)

    def sessions(self, told: Told) -> list[Entry]:
        """None: only recordings are looked at."""
        return []

    def recordings(self, pack: str) -> list[Entry]:
        """The files, in their order, whatever pack they are of."""
        return [read_recording_entry(path) for path in self._files]


async def _no_session() -> Driver:
    raise AssertionError("no session is opened beside recordings")


def _none(*_: object) -> NoReturn:
    raise AssertionError("nothing is changed beside recordings")
