"""A contract of ours as MCP tells of a tool, and an answer as MCP tells of a result."""

import json
from typing import TYPE_CHECKING, Any

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolContract
from sandbox.mcp.calls import Answer
from sandbox.tools.closed import closed_schema

if TYPE_CHECKING:
    from mcp_types import CallToolResult, Tool

_WRAPPED = "result"
"""Where a result stands that is no object: MCP wants one up to its version of 2025-11-25."""


def tool_of(contract: ToolContract) -> "Tool":
    """Name, description, both schemas, and hints. A call is an effect of its own each time, so a
    write is never called idempotent."""
    from mcp_types import Tool, ToolAnnotations

    return Tool(
        name=contract.name,
        title=contract.subject,
        description=contract.description,
        input_schema=closed_schema(contract),
        output_schema=_output_schema(contract.result),
        annotations=ToolAnnotations(
            read_only_hint=not contract.writes,
            destructive_hint=contract.effect == "irreversible",
            idempotent_hint=not contract.writes,
            open_world_hint=False,
        ),
    )


def result_of(answer: Answer, contract: ToolContract) -> "CallToolResult":
    """The result as JSON text, and structured where its contract describes it."""
    from mcp_types import CallToolResult, TextContent

    if answer.error:
        return refused(answer.error)
    text = answer.result if isinstance(answer.result, str) else _json(answer.result)
    return CallToolResult(
        content=[TextContent(text=text)],
        structured_content=_structured(answer.result, contract.result),
    )


def refused(why: str) -> "CallToolResult":
    """An error that the model behind the client is to read."""
    from mcp_types import CallToolResult, TextContent

    return CallToolResult(content=[TextContent(text=why)], is_error=True)


def _output_schema(schema: dict[str, JSON]) -> dict[str, Any] | None:
    if not schema or _is_object(schema):
        return schema or None
    inner = {name: part for name, part in schema.items() if name not in ("$defs", "$schema")}
    lifted = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return {
        "type": "object",
        "properties": {_WRAPPED: inner},
        "required": [_WRAPPED],
        **lifted,
    }


def _structured(result: JSON, schema: dict[str, JSON]) -> Any:
    if not schema:
        return result if isinstance(result, dict) else None
    return result if _is_object(schema) else {_WRAPPED: result}


def _is_object(schema: dict[str, JSON]) -> bool:
    return schema.get("type") == "object"


def _json(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)
