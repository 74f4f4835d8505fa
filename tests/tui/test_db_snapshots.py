"""Three pictures of the DB pane, over a recording; what it says is tested as text elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sandbox import wiring
from sandbox.log.fold import fold
from sandbox.log.recording import read_recording
from sandbox.settings import Settings
from sandbox.tui.app import HopscopeApp
from sandbox.tui.db.recorded import RecordedBackEnd
from sandbox.tui.db.view import DbView
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import wait_for

SIZES = [(80, 24), (120, 36), (200, 50)]
REFUND = Path(__file__).parents[2] / "fixtures" / "brightcart" / "recordings" / "refund.rec.jsonl"
Compare = Callable[..., bool]


class Recorded(FakeDriver):
    """A recording that is viewed, with its world."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(live=False, name="refund")
        self._events = read_recording(REFUND).log.events
        self._settings = settings
        self.session = fold(self._events)

    def back_end(self) -> RecordedBackEnd:
        return RecordedBackEnd(self._events, wiring.load(self._settings, "brightcart"))


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_db(snap_compare: Compare, settings: Settings, size: tuple[int, int]) -> None:
    async def factory() -> Recorded:
        return Recorded(settings)

    async def before(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, HopscopeApp)
        await wait_for(pilot, lambda: app.main.pump is not None)
        await pilot.press("f5")
        await wait_for(pilot, lambda: isinstance(app.main.dock.view, DbView))
        view = app.main.dock.view
        assert isinstance(view, DbView)
        await wait_for(pilot, lambda: view.tables.tables, "tables")
        await pilot.press("enter", "l", "l", "h")
        await pilot.pause()

    app = HopscopeApp(factory, now=lambda: 0)
    assert snap_compare(app, terminal_size=size, run_before=before)
