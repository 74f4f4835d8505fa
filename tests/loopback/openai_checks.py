"""What the chat completions API refuses, checked as strictly as the provider does.

Each check raises `Refused` with the provider's kind of message; the server answers 400.
Sources: the OpenAI API reference for /v1/chat/completions, and the 400s it is known to send.
Stricter than OpenAI in two places where other providers are: contents may not be blank, and
arguments in the history must be a JSON object.
"""

import json
import re
from typing import Any

_REQUEST_KEYS = frozenset(
    [
        "model",
        "messages",
        "tools",
        "tool_choice",
        "stream",
        "stream_options",
        "temperature",
        "top_p",
        "max_tokens",
        "max_completion_tokens",
        "n",
        "stop",
        "seed",
        "user",
        "presence_penalty",
        "frequency_penalty",
        "logit_bias",
        "response_format",
        "parallel_tool_calls",
        "reasoning_effort",
        "metadata",
        "store",
        "logprobs",
        "top_logprobs",
        "service_tier",
        "verbosity",
    ]
)
_MESSAGE_KEYS = {
    "system": frozenset(("role", "content", "name")),
    "developer": frozenset(("role", "content", "name")),
    "user": frozenset(("role", "content", "name")),
    "assistant": frozenset(("role", "content", "name", "refusal", "audio", "tool_calls")),
    "tool": frozenset(("role", "content", "tool_call_id")),
}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Refused(Exception):
    """The request is wrong; the text says where."""


def check_request(body: dict[str, Any]) -> None:
    """Raises `Refused` at the first thing wrong."""
    if unknown := set(body) - _REQUEST_KEYS:
        raise Refused(f"Unrecognized request argument supplied: {sorted(unknown)[0]}")
    if not isinstance(body.get("model"), str):
        raise Refused("you must provide a model parameter")
    _check_tools(body)
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refused("[] is too short - 'messages'")
    for index, message in enumerate(messages):
        _check_message(message, f"messages.[{index}]")
    _check_pairing(messages)


def _check_tools(body: dict[str, Any]) -> None:
    tools = body.get("tools")
    if tools is None:
        if "tool_choice" in body or "parallel_tool_calls" in body:
            raise Refused("'tool_choice' is only allowed when 'tools' are specified")
        return
    if not isinstance(tools, list) or not tools:
        raise Refused("[] is too short - 'tools'")
    for index, tool in enumerate(tools):
        if tool.get("type") != "function" or set(tool) - {"type", "function"}:
            raise Refused(f"Invalid value: 'tools[{index}]'")
        _check_name(tool["function"].get("name"), f"tools[{index}].function.name")
        if tool["function"].get("parameters", {}).get("type", "object") != "object":
            raise Refused(f"Invalid schema for 'tools[{index}]': must have type 'object'")


def _check_message(message: dict[str, Any], where: str) -> None:
    role = message.get("role")
    if role not in _MESSAGE_KEYS:
        raise Refused(f"Invalid value: {role!r}. '{where}.role'")
    if unknown := set(message) - _MESSAGE_KEYS[role]:
        raise Refused(f"Unknown parameter: '{where}.{sorted(unknown)[0]}'")
    calls = message.get("tool_calls")
    if not (calls and message.get("content") is None):
        _check_content(message.get("content"), where)
    if calls is not None:
        _check_calls(calls, where)


def _check_content(content: Any, where: str) -> None:
    if isinstance(content, list):
        if not content:
            raise Refused(f"Invalid '{where}.content': empty array")
        for part in content:
            if part.get("type") != "text":
                raise Refused(f"Invalid '{where}.content': part of type {part.get('type')!r}")
            _check_content(part.get("text"), where)
    elif not isinstance(content, str):
        raise Refused(f"Invalid type for '{where}.content': expected a string")
    elif not content.strip():
        raise Refused(f"Invalid '{where}.content': it is blank")


def _check_calls(calls: Any, where: str) -> None:
    if not isinstance(calls, list) or not calls:
        raise Refused(f"Invalid '{where}.tool_calls': empty array")
    for index, call in enumerate(calls):
        here = f"{where}.tool_calls[{index}]"
        if call.get("type") != "function" or set(call) != {"id", "type", "function"}:
            raise Refused(f"Invalid value: '{here}'")
        if not isinstance(call["id"], str) or not 1 <= len(call["id"]) <= 40:
            raise Refused(f"Invalid '{here}.id'")
        _check_name(call["function"].get("name"), f"{here}.function.name")
        _check_arguments(call["function"].get("arguments"), here)


def _check_arguments(arguments: Any, where: str) -> None:
    if not isinstance(arguments, str):
        raise Refused(f"Invalid type for '{where}.function.arguments': expected a string")
    try:
        value = json.loads(arguments)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refused(f"Invalid '{where}.function.arguments': no JSON object")


def _check_name(name: Any, where: str) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Refused(f"Invalid '{where}': string does not match pattern")


def _check_pairing(messages: list[dict[str, Any]]) -> None:
    waiting: list[str] = []
    seen: set[str] = set()
    for index, message in enumerate(messages):
        if message["role"] == "tool":
            if message.get("tool_call_id") not in waiting:
                raise Refused(
                    "messages with role 'tool' must be a response to a preceding message "
                    f"with 'tool_calls' (messages.[{index}])"
                )
            waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            break
        ids = [call["id"] for call in message.get("tool_calls") or ()]
        if len(ids) != len(set(ids)) or seen & set(ids):
            raise Refused(f"Duplicate value for 'tool_call_id' in messages.[{index}]")
        seen.update(ids)
        waiting = ids
    if waiting:
        raise Refused(
            "An assistant message with 'tool_calls' must be followed by tool messages "
            f"responding to each 'tool_call_id': {waiting}"
        )
