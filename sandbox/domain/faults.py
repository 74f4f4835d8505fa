"""What can go wrong, as data. The set is closed: screen, log and tests share these words."""

from typing import Literal

from sandbox.domain.base import Frozen
from sandbox.domain.money import Cost, Usage

FaultKind = Literal[
    "bad_arguments",
    "unknown_tool",
    "unknown_reference",
    "timeout",
    "rate_limited",
    "unavailable",
    "breaker_open",
    "tool_error",
    "model_error",
    "model_unreadable",
    "policy",
    "budget",
    "cancelled",
    "internal",
]


class Fault(Frozen):
    """One failure: its kind, one line for a person, and what to do about it.

    `retry_after`: seconds that the other side asked us to wait, 0 if it named none. `fallback`: the
    model that takes over, "" if there is none.
    """

    kind: FaultKind
    message: str
    hint: str = ""
    retry_after: float = 0.0
    fallback: str = ""


class SandboxError(Exception):
    """An error that a user sees: what is wrong, where, and what to do. One line each.

    `code` is the exit status: 1 a finding, 2 wrong use, 3 could not run.
    """

    def __init__(self, message: str, hint: str = "", code: int = 3) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class FaultError(Exception):
    """Carries a `Fault` up to the hop that turns it into a degraded turn.

    `usage` and `cost`: what a model call came to that failed; unknown unless somebody says.
    `by_person`: a person was asked in the model's place.
    """

    by_person = False

    def __init__(self, fault: Fault, usage: Usage | None = None, cost: Cost | None = None) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.usage = usage or Usage()
        self.cost = cost or Cost()
