"""Four pictures of a turn that is stopped: three sizes, and an edit on the smallest.

After a wanted change of looks: `pytest tests/tui/test_step_snapshots.py --snapshot-update`.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from sandbox.domain.step import Spot, Stop
from sandbox.domain.tool import ToolContract
from sandbox.hub.breaks import Breaks
from sandbox.log.event import StepActed, StepStopped
from sandbox.ports import Ports
from sandbox.tui.app import HopscopeApp
from tests.tui.fake_driver import FakeDriver, Stage
from tests.tui.harness import BROKEN, ORDER, play, wait_for
from tests.tui.scenes import executed, judged, model, pick, respond, understand

SIZES = [(80, 24), (120, 36), (200, 50)]
Compare = Callable[..., bool]
ARGUMENTS = {"order_id": "O-10042", "amount": "49.90", "reason": "damaged"}


class Stoppable(FakeDriver):
    """A fake session whose refund is stopped before it runs."""

    def __init__(self) -> None:
        super().__init__(scene=lambda text: self.stopped if text == BROKEN else pick(text))
        handing_over = ToolContract(name="hand_off", service="tickets", description="")
        ports = cast("Ports", SimpleNamespace(stepper=None))
        self.breaks = Breaks(ports, lambda: {"hand_off": handing_over})

    async def stopped(self, stage: Stage, text: str) -> None:
        await understand(stage, text, "damaged_item")
        (pay,) = await model(stage, "", (("issue_refund", ARGUMENTS),), ms=610)
        await judged(stage, pay, "orders.issue_refund")
        with stage.hop("execute", "orders.issue_refund", 0) as hop:
            since = stage.clock
            hop.write(StepStopped(place="before", spec="tool:issue_refund"), start=since)
            spot = Spot(
                place="before", name="execute", subject="orders.issue_refund",
                tool="issue_refund", turn=stage.turn, number=stage.hops, call=0,
            )  # fmt: skip
            stop = Stop(
                spot=spot, spec="tool:issue_refund", value=ARGUMENTS, editable="arguments",
                can=("skip",),
            )  # fmt: skip
            await self.breaks.stop(stop)
            hop.write(StepActed(action="go_on", by="developer"), start=since, total=0)
        await executed(stage, pay, "orders.issue_refund", {"refund_id": "RF-0001"}, 63)
        await respond(stage, "Done.")


def app_of() -> HopscopeApp:
    async def factory() -> FakeDriver:
        driver = Stoppable()
        await play(driver, (ORDER,))
        return driver

    return HopscopeApp(factory, now=lambda: 0)


async def at_the_stop(pilot: Pilot[Any]) -> HopscopeApp:
    app = pilot.app
    assert isinstance(app, HopscopeApp)
    await wait_for(pilot, lambda: app.main.pump is not None)
    app.turns.send(BROKEN)
    stepping = app.turns.stepping
    await wait_for(pilot, lambda: stepping.panel is not None and stepping.panel.armed)
    assert stepping.panel is not None
    bar = stepping.panel.bar
    await wait_for(pilot, lambda: bar.has_focus)
    assert app.main.pump is not None
    app.main.pump.freeze()
    await pilot.pause()
    return app


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_stopped(snap_compare: Compare, size: tuple[int, int]):
    async def before(pilot: Pilot[Any]) -> None:
        await at_the_stop(pilot)

    assert snap_compare(app_of(), terminal_size=size, run_before=before)


def test_editing(snap_compare: Compare):
    async def before(pilot: Pilot[Any]) -> None:
        app = await at_the_stop(pilot)
        panel = app.turns.stepping.panel
        assert panel is not None
        await pilot.press("e")
        await wait_for(pilot, lambda: panel.editor.has_focus)
        panel.editor.text = panel.editor.text.replace('"49.90"', "49.90,")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: panel.told.display)

    assert snap_compare(app_of(), terminal_size=(80, 24), run_before=before)
