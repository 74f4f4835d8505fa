"""Tools: contracts, calls as the model wrote them, outcomes and row changes."""

from typing import ClassVar, Final, Literal

from pydantic import Field

from sandbox.domain.base import JSON, Frozen, Tagged
from sandbox.domain.faults import Fault

Effect = Literal["read", "write", "irreversible"]

ITSELF: Final = "."
"""As `identifies`: the result is no object but the customer's key."""


class ToolContract(Frozen):
    """What the agent may call.

    `arguments` and `result` are JSON Schema (draft 2020-12). `references` maps an argument to the
    table whose key it names. `idempotency` lists the arguments that tell one effect from another.
    `owner` names the argument whose row must belong to the speaking customer ("" = no owner).
    `timeout` is in seconds. `closed` refuses properties that the schema does not list.
    `identifies` names the field of the result that says who is speaking ("." = the result is that
    itself, "" = none). `fallback` is a read's static result for when its service can't be reached
    (None = none).
    """

    name: str
    service: str
    description: str
    effect: Effect = "read"
    arguments: dict[str, JSON] = Field(default_factory=dict)
    result: dict[str, JSON] = Field(default_factory=dict)
    references: dict[str, str] = Field(default_factory=dict)
    idempotency: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    preconditions: tuple[str, ...] = ()
    timeout: float = 5.0
    retries: int = 2
    closed: bool = True
    amount: str = ""
    identifies: str = ""
    fallback: JSON = None

    @property
    def subject(self) -> str:
        """How the screen shows it: `orders.issue_refund`."""
        return f"{self.service}.{self.name}"

    @property
    def writes(self) -> bool:
        """True for `write` and `irreversible`."""
        return self.effect != "read"


class ToolCall(Frozen):
    """One call as the model wrote it; never changed afterwards.

    `position` counts from 0 in the model's message. `id` is the model's own and may repeat.
    """

    position: int
    id: str
    tool: str
    arguments: str


class RowChange(Frozen):
    """One row before and after. `before` is None for an insert, `after` for a delete."""

    table: str
    key: str
    before: dict[str, JSON] | None = None
    after: dict[str, JSON] | None = None

    @property
    def operation(self) -> Literal["insert", "update", "delete"]:
        if self.before is None:
            return "insert"
        return "delete" if self.after is None else "update"


class Ok(Tagged):
    """The tool did its work and said what came of it."""

    TAG: ClassVar[str] = "status"
    status: Literal["ok"] = "ok"
    result: JSON = None


class Failed(Tagged):
    """The tool did not do its work, and nothing was changed."""

    TAG: ClassVar[str] = "status"
    status: Literal["failed"] = "failed"
    fault: Fault
    retryable: bool = False


class Unknown(Tagged):
    """Nobody knows whether it was done. It keeps its key until that is resolved.

    `retryable`: the key guards the effect, so asking once more is safe and tells.
    """

    TAG: ClassVar[str] = "status"
    status: Literal["unknown"] = "unknown"
    fault: Fault
    retryable: bool = False


class Skipped(Tagged):
    """It was not tried: denied, rejected, invalid, or stopped."""

    TAG: ClassVar[str] = "status"
    status: Literal["skipped"] = "skipped"
    fault: Fault


ToolOutcome = Ok | Failed | Unknown | Skipped
