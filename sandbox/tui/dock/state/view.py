"""The State pane: the agent's variables and where it stands, after any turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from sandbox.tui.dock.rowlist import RowList
from sandbox.tui.dock.state.rows import StateRows
from sandbox.tui.dock.view import DockView
from sandbox.tui.feed.format import dollars
from sandbox.tui.keymap import bindings

if TYPE_CHECKING:
    from sandbox.check.agent_state import AgentState
    from sandbox.tui.driver import Driver


class StateList(RowList):
    """The rows of the state."""

    BINDINGS = bindings("state")


class StateView(DockView):
    """Shows the state as it is now, or after the turn that was stepped to (`turn`)."""

    def __init__(self) -> None:
        super().__init__()
        self.list = StateList(id="state-list")
        self.driver: Driver | None = None
        self.turn: int | None = None
        self.state: AgentState | None = None
        self.real = False
        self.hidden = False
        self.rows = StateRows(lambda value: value)

    def compose(self) -> ComposeResult:
        yield self.list

    # What the host asks and tells --------------------------------------------------------------

    @property
    def home(self) -> StateList:
        return self.list

    @property
    def title(self) -> str:
        state = self.state
        if state is None or not state.turns:
            return "no turn yet"
        if self.turn is None:
            return f"now, in turn {state.turn}" if state.running else f"after turn {state.turn}"
        return f"after turn {state.turn} of {state.turns}"

    @property
    def below(self) -> str:
        if self.hidden:
            return "masked"
        return "real values" if self.real else "masked, v shows values"

    def opened(self, driver: Driver) -> None:
        self.driver, self.turn, self.state = driver, None, None
        self.rows.budget = dollars(driver.budget) if driver.budget is not None else ""

    def changed(self) -> None:
        from sandbox.check.state import state_after

        if self.driver is None:
            return
        session = self.driver.session
        if self.turn is not None and self.turn >= len(session.turns):
            self.turn = None
        self.state = state_after(session, self.turn)
        self._show()

    def hide_values(self, hide: bool, restore: Callable[[Any], Any]) -> None:
        self.hidden = hide
        self._show()

    def _show(self) -> None:
        shown = self.real and not self.hidden and self.driver is not None
        self.rows.restore = self.driver.restore if shown and self.driver else lambda value: value
        self.rows.width = self.list.row_width
        if self.state is not None:
            self.list.show(self.rows.of(self.state))
        self.post_message(self.Changed())

    def on_resize(self) -> None:
        self.call_after_refresh(self._rewrap)

    def _rewrap(self) -> None:
        if self.rows.width != self.list.row_width:
            self._show()

    # Keys --------------------------------------------------------------------------------------

    def on_acting_acted(self, event: RowList.Acted) -> None:
        event.stop()
        row = self.list.row
        match event.what:
            case "earlier":
                self.step(-1)
            case "later":
                self.step(1)
            case "values":
                self.real = not self.real
                self._show()
            case "fold" if row is not None and row.key.startswith(("section:", "var:")):
                self.rows.toggle(row.key)
                self._show()
            case "open" if row is not None and row.hop:
                self.post_message(self.Jumped(row.hop))
            case "open":
                self.list.action_act("fold")
            case _:
                pass

    def step(self, by: int) -> None:
        """To the state after the turn before or after; past the last: as it is now."""
        turns = len(self.driver.session.turns) if self.driver else 0
        here = self.turn if self.turn is not None else turns
        self.go_to_turn(max(here + by, 1) if turns else None)

    def go_to_turn(self, turn: int | None) -> None:
        """Shows the state after `turn`; None, or a turn past the last: as it is now."""
        self.turn = turn
        self.changed()
