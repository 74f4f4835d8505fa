"""What the compare screen needs of a session; `sandbox.cli.driver.ScreenDriver` gives it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from sandbox.compare.arm import Arm
    from sandbox.compare.arms import OpenArm
    from sandbox.compare.plan import Plan
    from sandbox.domain.verdict import Approval
    from sandbox.log.fold import Session
    from sandbox.ports import Question

AskArm = Callable[["Arm", "Question"], Awaitable["Approval"]]
"""Asks the person on behalf of an arm."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be compared.

    `turn`: before which turn of the session the arms begin; 0 is all turns from the first, or,
    with `message`, after the last. `message` is said in place of that turn. `script`: a file whose
    messages new sessions hear instead. `budget`: dollars for each arm, "" for no limit.
    """

    models: tuple[str, ...]
    turn: int = 0
    message: str = ""
    script: str = ""
    repeat: int = 1
    budget: str = ""


@runtime_checkable
class Comparable(Protocol):
    """A session whose turns can be said to other models."""

    def comparison(self, wanted: Wanted, ask: AskArm) -> tuple[Plan, OpenArm]:
        """For a thread: reads files. Raises `SandboxError` for what can't be compared."""
        ...

    def arm_session(self, name: str) -> Session:
        """The whole session of an arm that has ended, from its log. For a thread."""
        ...
