"""A session as OpenAI message JSONL: one conversation a line, with its tools.

What a model was sent and what it answered, masked as in the log, in the shape that OpenAI's
fine-tuning and evaluation take: each call has a unique id and its result right after it. The marks
around foreign text are left out. The messages of a turn are those of its last request, so a
repair's message to the model is there too; calls of a turn that ended before the model was told of
them are left out.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.domain.foreign_text import plain
from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.log.event import ModelRequested
from sandbox.log.fold import Session, Turn
from sandbox.ports import ToolSpec

Wire = dict[str, Any]


def openai_line(session: Session) -> str:
    """The session as one line of JSON, without newline: `{"messages": […], "tools": […]}`.

    The system message is the first request's; `tools` are all that were ever offered.
    """
    requests = [event for turn in session.turns for event in _requests(turn)]
    messages = list(_messages(session, requests))
    tools = {tool.name: tool for request in requests for tool in request.tools}
    line: Wire = {"messages": [_message(message) for message in messages]}
    if tools:
        line["tools"] = [_tool(tool) for _, tool in sorted(tools.items())]
    return json.dumps(line, ensure_ascii=False)


def _messages(session: Session, requests: list[ModelRequested]) -> Iterator[Message]:
    first = (message for request in requests[:1] for message in request.messages)
    yield from (message for message in first if message.role == "system")
    for turn in session.turns:
        yield from _of_turn(turn)
        if turn.reply:
            yield text_message("assistant", turn.reply)


def _of_turn(turn: Turn) -> Iterable[Message]:
    """The customer's words, then each round of calls with their results."""
    requests = list(_requests(turn))
    if not requests:
        return [text_message("user", turn.asked)] if turn.asked else []
    # The first request of a turn ends with the customer's words; before them is history.
    return requests[-1].messages[len(requests[0].messages) - 1 :]


def _requests(turn: Turn) -> Iterator[ModelRequested]:
    """Those of the conversation: not the small ones that route a message or correct a reply."""
    hops = [hop for hop in turn.hops if hop.subject not in ("route", "respond")]
    for hop in hops:
        yield from (event for event in hop.events if isinstance(event, ModelRequested))


def _message(message: Message) -> Wire:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.call_id, "content": plain(message.text)}
    text = plain(message.text) if message.role == "system" else message.text
    wire: Wire = {"role": message.role, "content": text}
    if message.calls:
        wire["content"] = text or None
        wire["tool_calls"] = [_call(call) for call in message.calls]
    return wire


def _call(call: ToolCall) -> Wire:
    function = {"name": call.tool, "arguments": _object(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def _object(arguments: str) -> str:
    """`arguments` if they are a JSON object, else "{}": what providers are sent as well."""
    try:
        return arguments if isinstance(json.loads(arguments), dict) else "{}"
    except (ValueError, RecursionError):
        return "{}"


def _tool(tool: ToolSpec) -> Wire:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    }
    return {"type": "function", "function": function}
