"""A request in short, for the person who answers it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.domain.message import Message
from sandbox.models.human_complete import kind_of
from sandbox.ports import ModelRequest, ToolSpec
from sandbox.procedures.show import read_shown
from sandbox.tools.shape import properties_at, required_at, schemas_at


@dataclass(frozen=True)
class RequestView:
    """Who was asked, what was said last and by whom, the active step, the tools that are offered.

    `procedure` and `step` are "" where none is under way.
    """

    model: str
    who: str
    said: str
    procedure: str
    step: str
    tools: tuple[str, ...]


def view_of(request: ModelRequest) -> RequestView:
    """What a person has to know before answering."""
    system = "\n".join(one.text for one in request.messages if one.role == "system")
    shown = read_shown(system)
    last = request.messages[-1] if request.messages else Message(role="user")
    return RequestView(
        model=request.model,
        who=last.tool if last.role == "tool" else _WHO.get(last.role, last.role),
        said=last.text,
        procedure=shown.procedure if shown else "",
        step=shown.step if shown else "",
        tools=tuple(tool.name for tool in request.tools),
    )


def signature(tool: ToolSpec) -> str:
    """`get_order(order_id: string, line?: integer)`."""
    root: Mapping[str, Any] = tool.parameters
    required = required_at(root, ())
    names = sorted(properties_at(root, ()), key=lambda name: name not in required)
    inside = ", ".join(
        f"{name}{'' if name in required else '?'}: {kind_of(schemas_at(root, (name,)))}"
        for name in names
    )
    return f"{tool.name}({inside})"


def whole(request: ModelRequest) -> list[str]:
    """The whole request as lines of text: every message, then every tool with its schema."""
    lines: list[str] = []
    for message in request.messages:
        lines += [f"── {_title(message)}", *message.text.split("\n")] if message.text else []
        for call in message.calls:
            lines += [f"── {message.role} calls {call.tool}", call.arguments]
    for tool in request.tools:
        lines += [f"── tool {signature(tool)}", tool.description]
        lines += json.dumps(tool.parameters, indent=2, ensure_ascii=False).split("\n")
    if request.settings:
        lines += ["── settings", json.dumps(request.settings, ensure_ascii=False)]
    return lines


def _title(message: Message) -> str:
    return f"{message.role} {message.tool}".strip()


_WHO = {"user": "customer", "assistant": "agent", "system": "instructions"}
