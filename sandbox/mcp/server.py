"""The server's half of the protocol: lists a pack's tools and calls them. The SDK does the rest."""

import logging
from typing import TYPE_CHECKING, Any

from sandbox.domain.faults import SandboxError
from sandbox.mcp.calls import Answer, PackCalls
from sandbox.mcp.tools import refused, result_of, tool_of

if TYPE_CHECKING:
    from mcp.server import Server
    from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult

_log = logging.getLogger(__name__)
WITHHELD = "this tool writes, and the server was started without --write"


def make_server(name: str, title: str, version: str, calls: PackCalls) -> "Server[Any]":
    """A server of the tools of `calls`, for any transport."""
    from mcp import MCPError
    from mcp.server import Server
    from mcp_types import INVALID_PARAMS, ListToolsResult

    async def list_tools(context: Any, params: Any) -> "ListToolsResult":
        return ListToolsResult(tools=[tool_of(one) for one in calls.offered.values()])

    async def call_tool(context: Any, params: "CallToolRequestParams") -> "CallToolResult":
        contract = calls.offered.get(params.name)
        if contract is None:
            if calls.withheld(params.name):
                return refused(f"{params.name}: {WITHHELD}")
            raise MCPError(INVALID_PARAMS, f"there is no tool {params.name[:80]}")
        try:
            answer = await calls.call(params.name, params.arguments or {})
        except SandboxError as error:
            answer = Answer(error=str(error))
        except Exception as error:
            # Its text may hold anything, and the SDK would send it.
            _log.debug("the call of %s broke", params.name, exc_info=error)
            answer = Answer(error=f"unforeseen {type(error).__name__}")
        return result_of(answer, contract)

    return Server(
        name, title=title, version=version, on_list_tools=list_tools, on_call_tool=call_tool
    )
