"""What faults can be aimed at in a pack, for completion."""

from collections.abc import Mapping

from sandbox.domain.fault_spec import ANY, DATABASE, MODEL
from sandbox.domain.tool import ToolContract
from sandbox.tui.driver import FaultTarget


def targets_of(contracts: Mapping[str, ToolContract]) -> list[FaultTarget]:
    """Model, database and everything first, then services, then tools as the screen shows them."""
    services = sorted({one.service for one in contracts.values()})
    tools = sorted(contracts.values(), key=lambda one: one.subject)
    return [
        *(FaultTarget(name) for name in (MODEL, DATABASE, ANY, *services)),
        *(FaultTarget(one.subject, one.writes, _arguments(one)) for one in tools),
    ]


def _arguments(one: ToolContract) -> tuple[str, ...]:
    properties = one.arguments.get("properties")
    return tuple(properties) if isinstance(properties, dict) else ()
