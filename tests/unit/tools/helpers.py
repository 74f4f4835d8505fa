"""Builders for the tests of tools."""

from collections.abc import Callable
from typing import Any

from sandbox.domain.tool import Effect, Failed, Ok, ToolContract
from sandbox.ports import Attempt, ToolReply
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase
from tests.unit.world.tiny import CONTRACTS, get_order, issue_refund

NOW = "2026-11-20T09:00:00Z"


class FixedClock:
    """The world's time stands still."""

    def now(self) -> str:
        return NOW

    def step(self) -> str:
        return NOW

    def move(self, seconds: float) -> str:
        return NOW

    def set(self, now: str) -> None:
        return None


def toolbox(world: WorldDatabase, **bodies: Callable[..., Any]) -> WorldToolbox:
    """The tiny pack's tools, some with another body."""
    functions = {"get_order": get_order, "issue_refund": issue_refund, **bodies}
    return WorldToolbox(world, CONTRACTS, functions, lambda: "C-0001", FixedClock())


def toolbox_of(
    world: WorldDatabase, body: Callable[..., Any], effect: Effect = "write", timeout: float = 5.0
) -> WorldToolbox:
    """One tool, `act`, with this body."""
    contract = ToolContract(
        name="act", service="shop", description="", effect=effect, timeout=timeout
    )
    return WorldToolbox(world, {"act": contract}, {"act": body}, lambda: "C-0001", FixedClock())


def attempt(tool: str = "act", key: str = "", turn: int = 1, **arguments: Any) -> Attempt:
    return Attempt(tool=tool, arguments=arguments, key=key, turn=turn, hop=2)


def refund(amount: str = "10.00", key: str = "k1", turn: int = 1) -> Attempt:
    return attempt("issue_refund", key, turn, order_id="O-10042", amount=amount)


def result(reply: ToolReply) -> Any:
    assert isinstance(reply.outcome, Ok), reply.outcome
    return reply.outcome.result


def failure(reply: ToolReply) -> Failed:
    assert isinstance(reply.outcome, Failed), reply.outcome
    return reply.outcome


def contract_of(properties: dict[str, Any], *required: str, **more: Any) -> ToolContract:
    """A contract `act` over these properties."""
    arguments = {"type": "object", "properties": properties, "required": list(required)}
    return ToolContract(name="act", service="shop", description="", arguments=arguments, **more)
