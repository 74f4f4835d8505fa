"""One slash command, and what is said of wrong use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `during_turn`: may run while a turn does."""

    name: str
    argument: str
    help: str
    run: Callable[[HopscopeApp, str], None]
    during_turn: bool = True
    needs_session: bool = True


class CommandError(Exception):
    """Wrong use of a command: one line for the person, and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
