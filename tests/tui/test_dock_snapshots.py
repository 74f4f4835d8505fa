"""Six pictures: the State pane and the fault console at three sizes.

After a wanted change of looks: the same with `--snapshot-update`, and look.
"""

import pytest
from textual.pilot import Pilot

from sandbox.tui.app import HopscopeApp
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play, wait_for
from tests.tui.test_snapshots import SIZES, Compare, app_of, opened


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_state(snap_compare: Compare, size: tuple[int, int]):
    async def before(pilot: Pilot[object]) -> None:
        app = await opened(pilot)
        await pilot.press("f4")
        await wait_for(pilot, lambda: app.main.dock.front)
        await pilot.press("j", "j", "space")
        await pilot.pause()

    assert snap_compare(app_of(ORDER, BROKEN), terminal_size=size, run_before=before)


def armed() -> HopscopeApp:
    """An app with two faults armed and one that was."""

    async def factory() -> FakeDriver:
        driver = await play(FakeDriver(), (ORDER,))
        for spec in (
            "orders.issue_refund:error_after_commit@1",
            "crm:latency=5s%20",
            "model:empty_reply",
        ):
            driver.arm(spec)
        driver.disarm("model:empty_reply")
        return driver

    return HopscopeApp(factory, now=lambda: 0)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_faults(snap_compare: Compare, size: tuple[int, int]):
    async def before(pilot: Pilot[object]) -> None:
        app = await opened(pilot)
        await pilot.press("f6")
        await wait_for(pilot, lambda: app.main.dock.front)
        await pilot.press("j")
        await pilot.pause()

    assert snap_compare(armed(), terminal_size=size, run_before=before)
