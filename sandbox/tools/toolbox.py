"""The pack's tools on the session's world. One `attempt` is one attempt of one tool."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.domain.tool import ToolContract
from sandbox.pack.remote import RemoteBody
from sandbox.ports import Attempt, ToolReply, WorldClock
from sandbox.tools.bodies import BODIES
from sandbox.tools.call import Call
from sandbox.tools.remote import Remote, RemoteTools
from sandbox.tools.replies import failed
from sandbox.world.database import WorldDatabase


class WorldToolbox:
    """Implements `ports.Toolbox`. Contracts and functions may be replaced when the pack is edited.

    Bodies run one after another, but for those on other servers, which `remote` reaches; without
    it they fail as unavailable. Arguments are not validated here: the validate hop did that.
    """

    def __init__(
        self,
        world: WorldDatabase,
        contracts: Mapping[str, ToolContract],
        functions: Mapping[str, Callable[..., Any]],
        customer: Callable[[], str],
        clock: WorldClock,
    ) -> None:
        self.contracts = contracts
        self.functions = functions
        self._world = world
        self._customer = customer
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self.remote: Remote | None = None

    async def attempt(self, attempt: Attempt) -> ToolReply:
        """What came of it. Never raises but `asyncio.CancelledError`, after taking the call back.

        A time-out is Failed (timeout): whatever the body does from then on, the world does not
        hear of it.
        """
        sys.audit("sandbox.tool_call", attempt.tool)
        contract = self.contracts.get(attempt.tool)
        function = self.functions.get(attempt.tool)
        if contract is None or function is None:
            return failed("unknown_tool", f"the pack has no tool {attempt.tool}")
        if isinstance(function, RemoteBody):
            remote = RemoteTools(self._world, self.remote, self._one_at_a_time)
            return await remote.attempt(contract, function, attempt)
        async with self._one_at_a_time:
            # Here, in the loop's thread: none of it may move while the body runs.
            view = (self._clock.now(), self._customer())
            call = Call(self._world, contract, function, attempt, *view)
            try:
                return await BODIES.run(call.run, contract.timeout)
            except TimeoutError:
                return call.stop() or _too_late(contract)
            except asyncio.CancelledError:
                call.stop()
                raise

    async def aclose(self) -> None:
        """Ends what runs elsewhere for this session."""
        if self.remote is not None:
            await self.remote.aclose()


def _too_late(contract: ToolContract) -> ToolReply:
    message = f"{contract.subject} did not answer within {contract.timeout:g} s"
    return failed("timeout", message, retryable=True)
