"""How far one run of a procedure is, as data: what `sandbox.procedures.engine` moves."""

from typing import Final

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.procedure import Move

APPROVAL: Final = "approval"
"""The name under which a person's answer is known: `{approval.reason}`."""


class Returned(Frozen):
    """A result of a tool. `at`: the step active then; `claimed`: the step it did, -1 for none."""

    tool: str
    result: JSON = None
    at: int
    claimed: int = -1


class Asked(Frozen):
    """An `ask` that was passed, and the value that satisfied it."""

    at: int
    variable: str
    value: JSON = None


class Noted(Frozen):
    """What the step `at` worked out, under its name; of a `read` the article, under no name."""

    at: int
    name: str
    value: JSON = None


class Run(Frozen):
    """How far one run of a procedure is. `at` counts from 0; past the last step = finished.

    `said`: the steps that were said, as written; `spoken`: those to be skipped after `restart`.
    `moves`: how it got here since the last prompt told of it. `via`: the procedures that were left
    by `switch` since the customer spoke.
    """

    procedure: str
    at: int = 0
    returned: tuple[Returned, ...] = ()
    asked: tuple[Asked, ...] = ()
    said: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    noted: tuple[Noted, ...] = ()
    moves: tuple[Move, ...] = ()
    via: tuple[str, ...] = ()

    @property
    def results(self) -> dict[str, JSON]:
        """The latest result of each tool, by tool, and what `let` and `approve` have noted."""
        noted = {one.name: one.value for one in self.noted if one.name}
        return {one.tool: one.result for one in self.returned} | noted

    @property
    def reading(self) -> tuple[str, ...]:
        """The articles that its steps have named so far, in order."""
        return tuple(dict.fromkeys(str(one.value) for one in self.noted if not one.name))
