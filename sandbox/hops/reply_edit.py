"""What a person sees of a model call at a stop, and the reply as they leave it."""

from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolCall
from sandbox.hops.stop import Offer
from sandbox.log.calls import as_json
from sandbox.log.canonical import canonical
from sandbox.log.event import ModelResponded
from sandbox.ports import ModelRequest

_SHAPE = '{"text": "…", "calls": [{"tool": "…", "arguments": {…}}]}'


def request_offer(request: ModelRequest) -> Offer:
    """The request that is about to go out; it can't be changed."""
    return Offer(request.model_dump(mode="json", exclude_defaults=True))


def reply_offer(told: ModelResponded) -> Offer:
    """The reply: its text, and its calls with the arguments as JSON where they are JSON."""
    return Offer(reply_data(told), "reply", (), reply_problem)


def reply_data(told: ModelResponded) -> dict[str, JSON]:
    """`{"text", "calls": [{"tool", "arguments"}]}`."""
    calls = [{"tool": one.tool, "arguments": as_json(one.arguments)} for one in told.calls]
    return {"text": told.text, "calls": calls}


def reply_problem(value: JSON) -> str:
    """What is wrong with a reply that a person wrote, in words; "" if nothing is."""
    if not isinstance(value, dict) or set(value) - {"text", "calls"}:
        return f"a reply is {_SHAPE}"
    text, calls = value.get("text", ""), value.get("calls", [])
    if not isinstance(text, str):
        return "text is a text in quotes"
    if not isinstance(calls, list):
        return "calls is a list: [{ … }]"
    for number, call in enumerate(calls, 1):
        if problem := _call_problem(call):
            return f"call {number}: {problem}"
    return "" if text.strip() or calls else "a reply has a text or a call"


def edited_reply(told: ModelResponded, value: JSON) -> ModelResponded:
    """The reply with what a person left in it; `told` itself stays as the model said it."""
    calls = tuple(
        ToolCall(
            position=place,
            id=told.calls[place].id if place < len(told.calls) else f"edited_{place}",
            tool=call["tool"],
            arguments=_written(call.get("arguments", {})),
        )
        for place, call in enumerate(value.get("calls", []))
    )
    return told.model_copy(update={"text": value.get("text", ""), "calls": calls})


def _call_problem(call: Any) -> str:
    if not isinstance(call, dict) or not isinstance(call.get("tool"), str) or not call["tool"]:
        return 'it names its tool: {"tool": "…", "arguments": {…}}'
    if more := sorted(set(call) - {"tool", "arguments"}):
        return f"{more[0]} is no part of a call"
    if not isinstance(call.get("arguments", {}), dict | str):
        return "arguments are an object: { … }"
    return ""


def _written(arguments: JSON) -> str:
    return arguments if isinstance(arguments, str) else canonical(arguments)
