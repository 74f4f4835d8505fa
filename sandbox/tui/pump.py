"""Brings the session to the screen: events mark turns as changed, a few times a second they show.

The session is folded before its events arrive, so only numbers of changed turns are kept here, and
a burst of a hundred events is one redraw. Streamed text goes the same way.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sandbox.log.event import Event, HopStarted, TurnFinished, TurnStarted
from sandbox.log.fold import Session
from sandbox.tui.driver import Driver
from sandbox.tui.feed.chat import block_of, footer_of
from sandbox.tui.feed.edits import edit_notes
from sandbox.tui.feed.format import dollars
from sandbox.tui.feed.inspect.hop import inspect, inspect_fold
from sandbox.tui.feed.meter import MeterFeed
from sandbox.tui.feed.suspects.find import Suspicions
from sandbox.tui.feed.trace import Trace
from sandbox.tui.feed.view import Block, Inspection, Meter, Tab
from sandbox.tui.stepping.door import stops_of
from sandbox.tui.style import bar_style
from sandbox.tui.themes.dressed import TICK
from sandbox.tui.widgets.bars import Head
from sandbox.tui.widgets.meterline import Limits

if TYPE_CHECKING:
    from sandbox.tui.screens.main import MainScreen

EVERY: Final = 0.05
"""Seconds between two redraws while events come."""


class Pump:
    """Ties one driver to the main screen until `stop`."""

    _again = False

    def __init__(
        self, driver: Driver, screen: MainScreen, now: Callable[[], int], tick: float = TICK
    ) -> None:
        self.driver = driver
        self.screen = screen
        self.trace = Trace(driver.session)
        self.suspicions = Suspicions(driver.session)
        self.on_end: Callable[[TurnFinished], None] = lambda event: None
        self._now = now
        self._meter = MeterFeed(driver.session)
        self._began = 0
        self._dirty: set[int] = set()
        self._due = self._stopped = False
        self._inspected: tuple[str, int] = ("", -1)
        self._windows: dict[str, int] = {}
        self._tabs: dict[str, tuple[Tab, ...]] = {}
        self._unsubscribe: list[Callable[[], None]] = []
        self._every = max(EVERY, tick / 5)
        self._ticker = screen.set_interval(tick, self._tick, pause=True)

    def start(self) -> None:
        """Shows what there is and listens for more."""
        session = self.driver.session
        running = session.running
        if running is not None:
            self._began = self._now() - running.total
            self._ticker.resume()
        blocks = [block_of(turn) for turn in session.turns]
        self.screen.chat.show_turns(
            [(block, footer_of(block)) for block in blocks], edit_notes(session)
        )
        self.screen.trace.show(self.trace)
        self.screen.dock.opened(self.driver)
        self.screen.opened(self.driver)
        self._unsubscribe = [
            self.driver.subscribe(self._on_event),
            self.driver.on_progress(self._on_progress),
        ]
        self.figures()
        # All this stays as long as the screen does. Looking through it for garbage, which happens
        # in the middle of some key, takes 200 ms with 10,000 hops.
        if Pump._again:
            gc.collect()  # the session that was here before
        Pump._again = True
        gc.freeze()

    def stop(self) -> None:
        """Stops listening."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        self._ticker.stop()
        self._stopped = True
        gc.unfreeze()  # what was shown may go

    def freeze(self) -> None:
        """Stops the spinner at its first picture, for screenshots that can be compared."""
        self._ticker.pause()
        self.screen.chat.spin = self.screen.trace.spin = 0
        self._dirty.add(len(self.driver.session.turns))
        self.flush()

    @property
    def elapsed(self) -> int | None:
        """Nanoseconds of the running turn on the screen's clock, None when none runs."""
        return self._now() - self._began if self.driver.session.running else None

    def _on_event(self, event: Event) -> None:
        if isinstance(event, TurnStarted):
            self._began = self._now()
            self._ticker.resume()
        elif isinstance(event, HopStarted) and event.name == "infer":
            self.screen.chat.draft(event.turn).clear()
        elif isinstance(event, TurnFinished):
            self._ticker.pause()
            self.screen.call_later(self.on_end, event)
        # What happened between turns shows after the last one.
        self._dirty.add(event.turn or len(self.driver.session.turns))
        self._schedule()

    def _on_progress(self, turn: int, text: str) -> None:
        self.screen.chat.draft(turn).feed(text)
        self._dirty.add(turn)
        self._schedule()

    def _schedule(self) -> None:
        if not self._due and self.screen.is_attached:
            self._due = True
            self.screen.set_timer(self._every, self.flush)

    def _tick(self) -> None:
        running = self.driver.session.running
        if running is not None:
            self.screen.chat.tick()
            self.screen.trace.tick()
            self._dirty.add(running.number)
            self.flush()

    def flush(self) -> None:
        """Shows every turn that changed since the last time."""
        self._due = False
        if self._stopped or not self.screen.is_attached:
            return
        turns = self.driver.session.turns
        dirty = sorted(turn for turn in self._dirty if 0 < turn <= len(turns))
        self._dirty.clear()
        for number in dirty:
            turn = turns[number - 1]
            elapsed = self.elapsed if turn.finished is None else None
            self.trace.update(number, elapsed)
            block = block_of(turn, elapsed)
            self.screen.chat.set_turn(block, footer_of(block))
        if dirty:
            self.screen.trace.rows_changed()
            self._renew_inspector()
        self.screen.dock.news()
        self.figures()

    def figures(self) -> None:
        """Renews header, meter and strip."""
        driver, session = self.driver, self.driver.session
        running = session.running is not None
        meter = self._meter.read(self.elapsed)
        head = Head(
            name=driver.name,
            title=driver.pack_title,
            model=session.model,
            live=driver.live,
            seed=driver.seed,
            faults=meter.faults,
            breakers=meter.breakers,
            parent=_parent(session),
            takeover=driver.live and driver.seat.armed,
            stops=stops_of(driver),
        )
        self.screen.show_figures(head, meter, self._limits(session.model), running)
        self._show_strip(meter)

    def _show_strip(self, meter: Meter) -> None:
        turns = self.driver.session.turns
        if not turns:
            self.screen.strip.show(meter, [], "")
            return
        hops = turns[-1].hops
        rows = self.trace.hops_of(len(turns))
        bars = [
            (start / max(row.scale, 1), length / max(row.scale, 1), bar_style(row.name))
            for row in rows
            for start, length in row.bars
        ]
        running = next((hop for hop in reversed(hops) if hop.total is None), None)
        live = running is not None and turns[-1].finished is None
        stage = f"{running.name} {running.subject}".strip() if running and live else ""
        self.screen.strip.show(meter, bars, stage)

    def _limits(self, model: str) -> Limits:
        if model not in self._windows:
            self._windows[model] = 0  # so that a list that fails is asked for once
            with suppress(Exception):
                self._windows |= {one.name: one.window for one in self.driver.models()}
        budget = self.driver.budget
        words = dollars(budget) if budget is not None else ""
        return Limits(self._windows[model], words)

    def inspect(self, key: str) -> None:
        """Shows row `key` in the inspector."""
        self._inspected = (key, self._state(key))
        session = self.driver.session
        row = self.screen.trace.row
        if key.endswith("+"):
            hops = row.hops if row is not None and row.key == key else ()
            shown: Inspection | None = inspect_fold(session, key, hops)
        else:
            shown = inspect(session, key, self.suspicions)
        more = self._tabs.get(key, ())
        if shown is not None and more:
            shown = replace(shown, tabs=(*more, *shown.tabs))
        self.screen.show_inspection(shown)

    def show_found(self, signs: dict[str, str], tabs: dict[str, tuple[Tab, ...]]) -> None:
        """Marks rows, and gives the inspector more tabs for them, before a row's own."""
        self._tabs = tabs
        self.trace.sign(signs)
        self.screen.trace.rows_changed()

    def add_tabs(self, key: str, tabs: tuple[Tab, ...]) -> None:
        """Tabs of row `key` alone, before its own; () takes them away again."""
        self._tabs = {**self._tabs, key: tabs}

    def _renew_inspector(self) -> None:
        key, state = self._inspected
        if key and self._state(key) != state:
            self.inspect(key)

    def _state(self, key: str) -> int:
        """A number that changes when what the inspector shows of `key` does."""
        session = self.driver.session
        if key.startswith(("turn:", "between:", "note:")):
            number = int(key.partition(":")[2])
            turn = session.turns[number - 1] if number <= len(session.turns) else None
            if turn is None:
                return 0
            return hash((len(turn.hops), turn.finished is not None, turn.mark, turn.note))
        if key.startswith("edit:"):
            return len(session.outside_changes)
        hop = session.hop(key.removeprefix("wait:").removesuffix("+"))
        if hop is None:
            return 0
        turn = session.turns[hop.turn - 1]
        following = len(turn.hops) if hop.name == "prompt" else 0
        return len(hop.events) * 4 + (hop.total is not None) + 1000 * following

    def block(self, turn: int) -> Block:
        """The chat's view of turn `turn`."""
        return block_of(self.driver.session.turns[turn - 1], self.elapsed)


def _parent(session: Session) -> str:
    """`fork of 3fa9c1 after 2`, "" for a session that is no fork."""
    forked = session.forked
    return f"fork of {forked.parent.rpartition('-')[2]} after {forked.after}" if forked else ""
