"""Keys act in the order they were pressed, each where the one before it has led.

Textual gives a key to the widget that has the focus when the key is read. What the key is bound to
runs later, once the key has bubbled up to the app, and `focus()`, a new screen or a message to
another widget take further rounds. Of Tab and `f` in one packet (a slow line, tmux, a macro) the
widget that is being left would get both. So a key waits here until the one before it has had all
its effect; what is typed into one field goes on without waiting.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widget import Widget

_ROUNDS: Final = 8
"""Rounds through the focused widget and all around it, for messages that lead to messages."""

_LOOK: Final = 0.01
"""Seconds between two looks at whether the widget that a round has reached is still there."""

_PATIENCE: Final = 2.0
"""Seconds after which a key is taken to have had its effect, whatever still works on it."""

_HELD: Final = 5.0
"""The same for what a key has started in a thread."""

_AT_ONCE: Final = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that never wait for what a key has started in a thread."""


class InOrder(App[None]):
    """An app whose keys wait for one another."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._trip: _Trip | None = None
        self._holds = 0

    async def on_event(self, event: events.Event) -> None:
        typed = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if not typed:
            await super().on_event(event)
        elif not self._waiting and not self._must_wait(event):
            await self._give(event)
        elif self._holds and isinstance(event, events.Key) and event.key in _AT_ONCE:
            await super().on_event(event)
        else:
            self._waiting.append(event)

    @property
    def keys_wait(self) -> bool:
        """Whether keys have been typed that had no turn yet: they are older than what shows."""
        return bool(self._waiting)

    def hold_keys(self) -> Callable[[], None]:
        """Keys wait until what is returned is called: what comes next on the screen is for them."""
        self._holds += 1
        done = False

        def release() -> None:
            nonlocal done
            if not done:
                done = True
                timer.cancel()
                self._holds -= 1
                self._travel()

        timer = asyncio.get_running_loop().call_later(_HELD, release)
        return release

    def after_refresh(self, do: Callable[..., Any], *args: Any) -> None:
        """`do(*args)` once the screen was drawn; keys wait for it."""
        release = self.hold_keys()

        async def then() -> None:
            try:
                if asyncio.iscoroutine(done := do(*args)):
                    await done
            finally:
                release()

        if not self.call_after_refresh(then):
            release()

    # One after the other -----------------------------------------------------------------------

    def _must_wait(self, event: events.Event) -> bool:
        trip = self._trip
        return self._holds > 0 or (
            trip is not None and (trip.field is None or trip.field is not self._field_for(event))
        )

    def _field_for(self, event: events.Event) -> Widget | None:
        """The text field that takes `event` as a letter, and does nothing else with it."""
        field = self.focused
        letter = (
            isinstance(event, events.Key)
            and event.is_printable
            and not event.key.startswith("alt+")
            and field is not None
            and field.check_consume_key(event.key, event.character)
        )
        return field if letter else None

    async def _give(self, event: events.Event) -> None:
        field = self._field_for(event)
        await super().on_event(event)
        if not isinstance(event, events.MouseEvent):
            self._travel(field)

    def _travel(self, field: Widget | None = None) -> None:
        """Sends a trip after a key; one that is under way goes on until this key, too, is done."""
        if self._trip is None:
            self._trip = _Trip(self, field, self._arrived)
            self._trip.begin()
        else:
            self._trip.rounds = 0
            self._trip.field = self._trip.field if self._trip.field is field else None

    async def _arrived(self, late: bool) -> None:
        """The last key has had its effect: the next ones have their turn, all after a late one."""
        self._trip = None
        while self._waiting and (late or not self._must_wait(self._waiting[0])):
            await self._give(self._waiting.popleft())


def rested(widget: Widget, again: Callable[[], None], then: Callable[[], None]) -> None:
    """`then()`, as no key came for a while; `again()` while one waits, typed for something else."""
    app = widget.app
    (again if isinstance(app, InOrder) and app.keys_wait else then)()


class _Trip:
    """Goes through the queues that a key and its messages go through, behind them.

    From the focused widget upwards to the app, and again while anything waits in a queue there or
    the focus has moved. `field`: where the keys before it were mere letters, their field.
    """

    def __init__(
        self, app: InOrder, field: Widget | None, arrived: Callable[[bool], Awaitable[None]]
    ) -> None:
        self.app = app
        self.field = field
        self.rounds = 0
        self._arrived = arrived
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.time() + _PATIENCE
        self._way: list[MessagePump] = []
        self._at = 0
        self._step = 0
        self._watch = self._loop.call_later(_LOOK, self._look)

    def begin(self) -> None:
        """One round, from the widget that has the focus now."""
        self.rounds += 1
        start = self.app.focused or self.app.screen
        self._way = [node for node in start.ancestors_with_self if node is not self.app]
        self._go_to(0)

    def _go_to(self, at: int) -> None:
        """To the end of the queue of node `at`, or of the next one that is not closing."""
        self._step += 1
        passed = partial(self._passed, self._step)
        while at < len(self._way) and not self._way[at].call_later(passed):
            at += 1
        self._at = at
        if at == len(self._way):
            self.app.call_later(self._round_ends, self._step)

    def _passed(self, step: int) -> None:
        if step == self._step:
            self._go_to(self._at + 1)

    async def _round_ends(self, step: int) -> None:
        if step != self._step:
            return
        late = self._loop.time() > self._end
        moved = (self.app.focused or self.app.screen) is not self._way[0]
        busy = any(map(_has_messages, (*self._way, self.app)))
        if (moved or busy) and self.rounds < _ROUNDS and not late:
            self.begin()
        else:
            self._watch.cancel()
            await self._arrived(late)

    def _look(self) -> None:
        """A widget that goes away takes what is in its queue with it; others may take too long."""
        if not self.app.is_running:
            return
        self._watch = self._loop.call_later(_LOOK, self._look)
        if self._loop.time() > self._end:
            self._go_to(len(self._way))
        elif self._at < len(self._way) and not self._way[self._at].call_later(_nothing):
            self._go_to(self._at + 1)


def _has_messages(node: MessagePump) -> bool:
    # Textual 8 takes the next message out of the queue to see whether it replaces this one.
    return node.message_queue_size > 0 or node._pending_message is not None


def _nothing() -> None:
    """Is queued to see whether there is a queue."""
