"""What may be called while an intent is served: its `tools:`, where intents.yaml names them."""

from collections.abc import Iterable

from sandbox.domain.procedure import Intent
from sandbox.domain.tool import ToolContract
from sandbox.procedures.line import HAND_OFF_TOOL


def in_reach(
    tools: Iterable[ToolContract], intents: Iterable[Intent], intent: str, procedure: str
) -> tuple[ToolContract, ...]:
    """Those of `tools` that the active intent allows; handing over to a person always is.

    All of them where the intent names none, and while another procedure than its own is under way,
    such as the one that finds out who is speaking.
    """
    active = next((one for one in intents if one.id == intent), None)
    if active is None or active.tools is None or active.procedure != procedure:
        return tuple(tools)
    allowed = {*active.tools, HAND_OFF_TOOL}
    return tuple(tool for tool in tools if tool.name in allowed)
