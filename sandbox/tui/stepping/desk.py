"""The person at the screen, where a turn stops and waits for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.tui.stepping.door import breaks_of
from sandbox.tui.stepping.explaining import explain_now

if TYPE_CHECKING:
    from textual.timer import Timer

    from sandbox.domain.step import StepAct, StepAction, Stop
    from sandbox.hub.breaks import Breaks
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver
    from sandbox.tui.stepping.panel import StopPanel

PERSON = "developer"
"""Who did what at a stop, in the log."""

_LINGERS = 0.15
"""Seconds that the panel stays after a stop."""


class Stepping:
    """Shows a stop in a panel over the prompt; chat, trace and inspector stay free to look at."""

    def __init__(self, app: HopscopeApp) -> None:
        self.app = app
        self.panel: StopPanel | None = None
        self._said: asyncio.Future[StepAct] | None = None
        self._breaks: Breaks | None = None
        self._closing: Timer | None = None
        self._follows = False

    def opened(self, driver: Driver) -> None:
        """From now on the session stops here."""
        before, breaks = self._breaks, breaks_of(driver)
        if breaks is None:
            return
        self._breaks = breaks
        breaks.person = self.stop
        if before is not None:
            # A fork in which the turn is said again stops where the first one did.
            breaks.arm_all(one.text for one in before.points)
        breaks.heard = self.app.refresh_figures

    async def stop(self, stop: Stop) -> StepAct:
        """What the person says; the turn waits. A cancelled turn takes the panel away."""
        from sandbox.hub.by_hand import for_tools
        from sandbox.tui.stepping.panel import StopPanel, Stopped

        app, main = self.app, self.app.main
        self._said = asyncio.get_running_loop().create_future()
        app.refresh_figures()
        app.bell()
        if self.panel is None:
            # Kept from then on, out of sight, as a widget takes long to go while keys come in.
            self.panel = StopPanel()
            await main.mount(self.panel, before="#ask")
        if self._closing is not None:
            self._closing.stop()
        following = main.trace.following or self._follows
        self._show(stop)
        real = for_tools(app.driver.restore)
        self.panel.ask(Stopped(stop, self._act, self._other, real), hidden=app.masked)
        self._take_keys()
        stays = False
        try:
            act = await self._said
            stays = act.action in ("next", "finish")
            return act
        finally:
            self._said = None
            self.panel.rest()
            if main.pump is not None:
                main.pump.add_tabs(stop.spot.hop, ())
            self._follows = following and main.trace.key == stop.spot.hop
            if not stays:
                # A moment later: the next stop may come at once, and the keys stay where they are.
                self._closing = main.set_timer(_LINGERS, self._close)

    def hide_values(self, hide: bool) -> None:
        """Placeholders in place of real values where a turn is stopped, or the values again."""
        if self.panel is not None:
            self.panel.hide_values(hide)

    def ended(self) -> None:
        """The turn is over."""
        if self.panel is not None and self.panel.display:
            self._close()

    def _close(self) -> None:
        main, panel = self.app.main, self.panel
        if self._said is not None or panel is None:
            return
        panel.close()
        main.write_in(main.prompt)
        if self._follows:
            self._follows = False
            main.trace.follow_again()

    def _show(self, stop: Stop) -> None:
        """The hop under the cursor, its input or output in the inspector."""
        from sandbox.tui.stepping.given import stop_tab

        main, driver = self.app.main, self.app.driver
        if main.pump is None:
            return
        tab, key = stop_tab(driver.session, stop), stop.spot.hop
        main.pump.add_tabs(key, (tab,))
        main.inspector.tab = tab.name
        main.trace.select(key)
        main.pump.inspect(key)

    def _take_keys(self) -> None:
        """The panel stands where the prompt stood in the Esc ladder; the prompt stays beside it."""
        main, panel = self.app.main, self.panel
        assert panel is not None
        there = main.focused is None or main.focused is main.writing
        main.writing = panel.bar
        if there:
            # What is not shown yet takes no focus.
            main.call_after_refresh(panel.writing.focus)
        main.lay_out()

    def _act(self, action: StepAction, value: Any, reason: str = "") -> None:
        from sandbox.domain.step import StepAct

        if self._said is not None and not self._said.done():
            self._said.set_result(StepAct(action=action, by=PERSON, value=value, reason=reason))

    def _other(self, what: str) -> None:
        main = self.app.main
        match what:
            case "look":
                main.action_show("inspect")
            case "explain":
                explain_now(self.app, "")
            case "cancel":
                self.app.turns.cancel()
            case "hand_off":
                self._ask_why()
            case "command":
                main.prompt.put("/")
                main.prompt.focus()
            case _:
                main.prompt.focus()

    def _ask_why(self) -> None:
        from sandbox.tui.screens.ask import AskLine

        def take(reason: str | None) -> None:
            if reason is not None:
                self._act("hand_off", None, reason.strip())
            elif self.panel is not None:
                self.panel.bar.focus()

        hint = "why? It goes to the colleague. Enter hands off, also without; Esc goes back"
        self.app.push_screen(AskLine("Hand off", "", hint), take)
