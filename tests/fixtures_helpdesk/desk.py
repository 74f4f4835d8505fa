"""The help desk's world in a test: call a tool, or ask the policy, as one contact."""

from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Decision
from tests.fixtures_brightcart.shop import Shop

ME, COLLEAGUE, STRANGER = "U-0011", "U-0012", "U-0005"


class Desk(Shop):
    """As `Shop`, with the administrator of A-0003 speaking unless told otherwise."""

    def ok(self, tool: str, customer: str = ME, **arguments: JSON) -> dict[str, Any]:
        return super().ok(tool, customer, **arguments)

    def refused(self, tool: str, customer: str = ME, **arguments: JSON) -> str:
        return super().refused(tool, customer, **arguments)

    def decide(self, tool: str, customer: str = ME, **arguments: JSON) -> Decision:
        return super().decide(tool, customer, **arguments)

    def changed(self) -> list[tuple[str, str, str]]:
        """Table, key and operation of each row that the last call changed."""
        return [(one.table, one.key, one.operation) for one in self.changes]
