"""The person at the screen, where a model call waits for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.ports import ModelReply, ModelRequest
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver
    from sandbox.tui.human.panel import HumanPanel


class Person:
    """Answers calls in a panel over the prompt, and takes over the next one when told to."""

    def __init__(self, app: HopscopeApp) -> None:
        self.app = app
        self.panel: HumanPanel | None = None

    def opened(self, driver: Driver) -> None:
        """From now on the session asks here."""
        if driver.live:
            driver.seat.person = self.answer

    def toggle(self) -> None:
        """The next call of whatever model is the person's, or the model's again."""
        app, driver = self.app, self.app.driver
        from sandbox.models.human import HUMAN
        from sandbox.tui.commands import CommandError

        if not driver.live:
            raise CommandError("this is a recording: no model is asked")
        if driver.session.model == HUMAN:
            raise CommandError(f"every call of {HUMAN} is yours already", "/model for another one")
        seat = driver.seat
        seat.armed = not seat.armed
        if seat.armed:
            words = f"You answer the next call of {one_line(driver.session.model, 60)}."
            app.say(words, "good", "^O gives it back")
        else:
            app.say("The next call goes to the model.")
        app.refresh_figures()

    async def answer(self, request: ModelRequest) -> ModelReply:
        """What the person types; the turn waits. A cancelled turn takes the panel away."""
        from sandbox.tui.human.panel import Asked, HumanPanel

        app, main, seat = self.app, self.app.main, self.app.driver.seat
        typed: asyncio.Future[ModelReply] = asyncio.get_running_loop().create_future()

        def send(reply: ModelReply) -> None:
            if not typed.done():
                typed.set_result(reply)

        app.refresh_figures()
        app.bell()
        if self.panel is None:
            # Kept from then on, out of sight: taking a widget away while keys come in is slow.
            self.panel = HumanPanel()
            await main.mount(self.panel, before="#ask")
        self.panel.ask(Asked(request, seat.contracts, send))
        main.write_in(self.panel.composer)
        try:
            return await typed
        finally:
            self.panel.close()
            main.write_in(main.prompt)
