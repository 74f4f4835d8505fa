"""What a call would do: run on a copy of the world that is thrown away."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from sandbox.domain.base import JSON
from sandbox.pack.remote import RemoteBody
from sandbox.ports import Attempt, Rehearse, ToolReply, WorldClock
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork


def rehearsal(
    world: WorldDatabase,
    toolbox: WorldToolbox,
    customer: Callable[[], str],
    clock: WorldClock,
) -> Rehearse:
    """A function that runs a tool of `toolbox` on a copy of `world`, without injected faults.

    Only tools that act on the world: one that reaches further would really do it.
    """

    async def rehearse(tool: str, arguments: dict[str, JSON]) -> ToolReply | None:
        function = toolbox.functions.get(tool)
        if tool not in toolbox.contracts or function is None or isinstance(function, RemoteBody):
            return None
        with tempfile.TemporaryDirectory(prefix="hopscope-rehearsal-") as folder:
            copy = fork(world, Path(folder) / "world.sqlite", scratch=True)
            try:
                box = WorldToolbox(copy, toolbox.contracts, toolbox.functions, customer, clock)
                return await box.attempt(Attempt(tool=tool, arguments=arguments, turn=0, hop=0))
            finally:
                copy.close()

    return rehearse
