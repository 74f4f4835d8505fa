"""The line in which a fault is typed: completed part by part, judged as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from sandbox.domain.fault_spec import (
    MODEL,
    MODEL_FAULTS,
    READS_ONLY,
    SECONDS,
    TOOL_FAULTS,
    WRITES_ONLY,
)
from sandbox.tui.keys.fields import FAULT

if TYPE_CHECKING:
    from sandbox.tui.driver import FaultTarget

_TIMED = frozenset((*SECONDS, "timeout"))


def completions(text: str, targets: list[FaultTarget]) -> list[str]:
    """What `text` may go on to, whole texts, the nearest first; of nothing: every target."""
    target, colon, rest = text.partition(":")
    if not colon:
        return [f"{one.name}:" for one in targets if one.name.startswith(target)]
    known = next((one for one in targets if one.name == target), None)
    fault, more, argument = rest.partition(":")
    if more:
        typed = argument.rpartition(":")[2]
        names = known.arguments if known is not None and "=" not in typed else ()
        head = text[: len(text) - len(typed)]
        return [f"{head}{name}=" for name in names if name.startswith(typed)]
    return [f"{target}:{name}" for name in faults_of(target, known) if name.startswith(fault)]


def faults_of(target: str, known: FaultTarget | None) -> list[str]:
    """The faults that a target can have."""
    if target == MODEL:
        return list(MODEL_FAULTS)
    writes = known.writes if known is not None else None
    refused = frozenset[str]() if writes is None else READS_ONLY if writes else WRITES_ONLY
    return [name for name in TOOL_FAULTS if name not in refused]


def next_parts(text: str) -> str:
    """What may follow a fault that is whole."""
    fault = text.partition(":")[2]
    seconds = "=2s seconds, " if fault in _TIMED else ""
    return f"{seconds}@1 calls, %20 chance, #3 turn, :ARGUMENT=VALUE"


class FaultField(Input):
    """Tab takes the completion; Enter gives the text; Esc is the view's."""

    BINDINGS = [Binding("tab", "take", "complete", show=False)]
    hint_keys = FAULT

    class Given(Message):
        """Enter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Typed(Message):
        """The text changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, targets: Callable[[], list[FaultTarget]]) -> None:
        super().__init__(
            placeholder="TARGET:FAULT, e.g. orders.get_order:timeout@1",
            compact=True,
            suggester=_Suggester(targets),
            select_on_focus=False,
        )
        self.cursor_blink = False

    def action_take(self) -> None:
        self.action_cursor_right() if self.cursor_at_end else self.action_end()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Given(event.value.strip()))


class _Suggester(Suggester):
    def __init__(self, targets: Callable[[], list[FaultTarget]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._targets = targets

    async def get_suggestion(self, value: str) -> str | None:
        found = completions(value, self._targets()) if value else []
        return next((one for one in found if one != value), None)
