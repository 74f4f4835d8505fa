"""The example rules and a builder of policy inputs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.policy.input import policy_input
from sandbox.policy.rego import RegoPolicy

DATA = {"limits": {"refund": "100.00", "refund_sum_minor": 50_000}}


@pytest.fixture(scope="session")
def files() -> Mapping[str, str]:
    """The example rules as a pack would hand them over: name to text."""
    folder = Path(__file__).parent / "rules"
    return {f"policy/{path.name}": path.read_text("utf-8") for path in folder.glob("*.rego")}


@pytest.fixture(scope="session")
def data() -> Mapping[str, Any]:
    return DATA


@pytest.fixture(scope="session")
def policy(files: Mapping[str, str]) -> RegoPolicy:
    return RegoPolicy.compile(files, DATA)


@pytest.fixture(scope="session")
def call() -> Callable[..., dict[str, Any]]:
    return _call


def _call(
    tool: str = "issue_refund",
    effect: str = "irreversible",
    amount: str = "49.90",
    customer: str = "C-0007",
    owner: str | None = "C-0007",
    refunded: int = 0,
) -> dict[str, Any]:
    """C-0007 asks `tool` about order O-10042."""
    return policy_input(
        principal={"customer": customer, "scopes": ["orders:read"]},
        contract={"name": tool, "service": "orders", "effect": effect},
        arguments={"order_id": "O-10042", "amount": amount},
        variables={"intent": "refund"},
        counts={"refunds.sum_minor": refunded},
        now="2026-11-20T09:00:00Z",
        rows={"order_id": {"id": "O-10042", "_owner": owner}},
    )
