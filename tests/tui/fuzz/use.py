"""Random keys, clicks, pastes, sizes and messages, and what must hold after each."""

import asyncio
import random
from collections import deque
from typing import Any, Final, get_args

from textual import events
from textual.screen import Screen

from sandbox.tui.key import Area
from sandbox.tui.keymap import KEYS
from sandbox.tui.screens.compare import CompareScreen
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.screens.main import MainScreen
from sandbox.tui.screens.mark import MarkScreen
from sandbox.tui.screens.replay import ReplayScreen
from sandbox.tui.screens.sessions import SessionsScreen
from sandbox.tui.widgets.lines import LineView
from tests.tui.fuzz.places import OVER_LIMIT, PLACES
from tests.tui.real import OTHER, REFUND, STATUS, Real

LEAVES: Final = {"ctrl+q", "ctrl+c"}
PRESSED: Final = sorted({key for one in KEYS for key in one.keys.split(",")} - LEAVES)
BY_AREA: Final[dict[str, list[str]]] = {
    area: sorted({key for one in KEYS if one.area == area for key in one.keys.split(",")} - LEAVES)
    for area in get_args(Area)
}
"""So that keys that count in one place are not lost among all others."""
COVERING: Final[dict[type[Screen[Any]], str]] = {
    ConfirmScreen: "confirm",
    MarkScreen: "mark",
    SessionsScreen: "sessions",
    CompareScreen: "compare",
    ReplayScreen: "trace",
    InspectScreen: "inspect",
}
TYPED: Final = (
    *("a", "e", "1", "9", "slash", "space", "enter", "tab", "escape", "backspace", "delete"),
    *("left", "down", "up", "home", "end", "ctrl+a", "ctrl+k", "ctrl+z", "ctrl+w"),
)
SIZES: Final = ((80, 24), (120, 36), (200, 50), (59, 15), (30, 8), (100, 16), (1, 1))
MESSAGES: Final = (STATUS, OTHER, REFUND, OVER_LIMIT, "1", "/cost", "/undo", "/try my parcel broke")
PASTED: Final = (
    "select * from orders",
    "update orders set status = 'x [/b]'",
    '{"order_id": "O-10042"}',
    "is:repaired turn:1",
    "orders.get_order:timeout#1",
    "one\ntwo\tthree\r\nfour",
    "\x1b[31mred\x07 \u202eright \u0301\u200d👩‍👩‍👧 全角 [b]bold[/b]",
    "x" * 3000,
)
OFTEN_BACK: Final = 0.12
"""How often it goes back to its place where keys have led away from it."""

OFTEN_DRAWN: Final = 0.2
"""How often all of the screen is drawn anew, to look at its lines."""


class Use:
    """A person without a plan. `trail` is what they did last."""

    def __init__(self, run: Real, place: str, dice: random.Random) -> None:
        self.run = run
        self.place = place
        self.dice = dice
        self.trail: deque[str] = deque(maxlen=40)
        self.broken: list[str] = []
        self._watch()

    def _watch(self) -> None:
        """Bugs in background work are told in one line; here they count as what they are."""
        app = self.run.app
        told = app.say

        def say(text: str, tone: str = "dim", hint: str = "") -> None:
            if text.startswith("Internal error"):
                self.broken.append(f"{text}: {hint}")
            told(text, tone, hint)

        def lost(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            self.broken.append(f"{context.get('message')}: {context.get('exception')!r}")

        app.say = say
        app.leave = lambda: None  # whatever leads there: the app stays
        asyncio.get_running_loop().set_exception_handler(lost)

    async def steps(self, count: int) -> None:
        """Takes `count` steps from its place, and goes home. What fails names what was done."""
        try:
            await self.go()
            for _ in range(count):
                if self._at_main and self.dice.random() < OFTEN_BACK:
                    await self.go()
                await self._step()
                self.check()
            await self.home()
            self.check()
        except BaseException as error:
            error.add_note(f"in {self.place}, after: {' '.join(self.trail)}")
            raise

    @property
    def _at_main(self) -> bool:
        return self.run.app.screen is self.run.app.main

    async def go(self) -> None:
        """To its place, from wherever it is."""
        self.trail.append(f"→{self.place}")
        await self.home()
        await PLACES[self.place](self.run)
        await self.run.pilot.pause()

    async def home(self) -> None:
        """Esc leads to the main screen from everywhere; then the turn is cancelled.

        What a command was working at may come up meanwhile: then once more.
        """
        for _ in range(3):
            await self._out()
            self.run.app.turns.cancel()
            await self.run.until(lambda: not self.run.app.turns.busy, "turn ends")
            await self.run.until(self._settled_or_away, "nothing comes up any more")
            if self._settled():
                return
        raise AssertionError(f"{self.run.app.screen} comes up again and again")

    async def _out(self) -> None:
        for _ in range(12):
            if self._at_main:
                return
            await self.run.pilot.press("escape")
        raise AssertionError(f"Esc does not lead out of {self.run.app.screen}")

    def _settled_or_away(self) -> bool:
        return not self._at_main or self._settled()

    def _settled(self) -> bool:
        return self._at_main and not any(
            worker.is_running for worker in self.run.app.workers if worker.group == "turn"
        )

    async def _step(self) -> None:
        what, run = self.dice.random(), self.run
        if what < 0.80:
            key = self._key()
            self.trail.append(key)
            await run.pilot.press(key)
        elif what < 0.88:
            size = run.app.size
            spot = self.dice.randrange(size.width), self.dice.randrange(size.height)
            times = self.dice.choice((1, 1, 2))
            self.trail.append(f"click{spot}x{times}")
            await run.pilot.click(offset=spot, times=times)
        elif what < 0.93:
            size = self.dice.choice(SIZES)
            self.trail.append(f"size{size}")
            await run.pilot.resize_terminal(*size)
        elif what < 0.97:
            text = self.dice.choice(PASTED)
            self.trail.append(f"paste({text[:12]!r})")
            run.app.post_message(events.Paste(text))
            await run.pilot.pause()
        elif self._at_main and not run.app.turns.busy:
            text = self.dice.choice(MESSAGES)
            self.trail.append(f"say({text[:12]!r})")
            if text.startswith("/"):
                run.app.run_slash(text)
            else:
                run.app.turns.send(text)

    def _key(self) -> str:
        """Half of the time one that counts where the focus is."""
        what = self.dice.random()
        if what < 0.2:
            return self.dice.choice(TYPED)
        if what < 0.7 and (near := BY_AREA.get(self._area, [])):
            return self.dice.choice(near)
        return self.dice.choice(PRESSED)

    @property
    def _area(self) -> str:
        screen = self.run.app.screen
        if isinstance(screen, MainScreen):
            return screen.area
        return next((area for kind, area in COVERING.items() if isinstance(screen, kind)), "")

    def check(self) -> None:
        """The app runs, each view has its cursor on its lines, nothing is drawn past its line."""
        app = self.run.app
        assert app.is_running
        assert app._exception is None
        assert not self.broken, self.broken
        for screen in app.screen_stack:
            for view in screen.query(LineView):
                lines = view.cursor_lines()
                assert 0 <= lines.start <= lines.stop, view
                assert lines.stop <= max(view.line_count(), 1), view
                assert view.virtual_size.height == view.line_count(), view
        if self.dice.random() < OFTEN_DRAWN:
            strips = app.screen._compositor.render_strips()
            assert len({strip.cell_length for strip in strips}) <= 1
