"""What a comparison tells while it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["running", "done", "failed", "timed_out", "over_budget", "stopped"]
"""How an arm's run ended, or that it runs.

`failed`: it could not begin, or its model did not answer a turn. `stopped`: by a person.
"""

What = Literal["opened", "turn", "hop", "hop_done", "text", "turn_done", "ended"]


@dataclass(frozen=True)
class News:
    """One thing that happened in one run of one arm. Runs and turns count from 1.

    `opened`: `text` is the session's id. `turn` and `turn_done`: a turn begins or ends. `hop` and
    `hop_done`: `hop` is its id, `name` and `subject` say which. `text`: a piece of the streamed
    reply. `ended`: `state` says how, `text` why.
    """

    arm: int
    run: int
    what: What
    turn: int = 0
    hop: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    state: State | None = None


Tell = Callable[[News], None]
"""Hears it at once, in the event loop that runs the arms; it must not raise or wait."""
