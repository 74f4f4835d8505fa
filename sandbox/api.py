"""All that a pack's `tools.py` imports: a marker for tools, what a tool sees, and money."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, TypeVar

from sandbox.domain.faults import FaultKind

F = TypeVar("F", bound=Callable[..., Any])


def tool(function: F) -> F:
    """Marks a function as the body of the tool of its name; changes nothing about it."""
    function.__sandbox_tool__ = function.__name__  # pyright: ignore[reportFunctionMemberAccess]
    return function


def is_tool(value: object) -> bool:
    """True for a function that `@tool` has marked."""
    return callable(value) and hasattr(value, "__sandbox_tool__")


class ToolError(Exception):
    """A refusal or failure that the agent is told; nothing of the attempt stays in the world.

    `kind` is one of the closed set of faults; `retryable` only where trying again can help.
    """

    def __init__(
        self, message: str, kind: FaultKind = "tool_error", retryable: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind: FaultKind = kind
        self.retryable = retryable


class World(Protocol):
    """What a tool sees of the world. Rows are plain mappings; money is in integer minor units."""

    @property
    def now(self) -> str:
        """World time, ISO 8601 in UTC."""
        ...

    @property
    def customer(self) -> str:
        """Key of the customer who speaks, "" for nobody yet."""
        ...

    def row(self, table: str, key: str) -> dict[str, Any] | None: ...

    def rows(self, table: str, **equals: Any) -> list[dict[str, Any]]:
        """Rows whose columns equal these values, by key."""
        ...

    def insert(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Adds a row, with a new key if it has none; returns it whole."""
        ...

    def update(self, table: str, key: str, **changes: Any) -> dict[str, Any]: ...

    def delete(self, table: str, key: str) -> None: ...

    def new_id(self, table: str) -> str: ...


def to_minor(amount: str) -> int:
    """`"49.90"` → 4990. Raises `ToolError` (bad_arguments) for what is not exact."""
    try:
        minor = Decimal(amount) * 100
    except (InvalidOperation, TypeError):
        raise ToolError(f"{amount!r} is no amount", "bad_arguments") from None
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise ToolError(f"{amount!r} is no amount in whole cents", "bad_arguments")
    return int(minor)


def to_major(minor: int) -> str:
    """4990 → `"49.90"`."""
    sign, units = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{units // 100}.{units % 100:02d}"
