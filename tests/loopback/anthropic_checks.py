"""What the Messages API refuses, checked as strictly as the provider does.

Source: the Anthropic API reference for /v1/messages, and the 400s it is known to send. Stricter in
one place: roles must alternate, where the provider joins neighbours without a word.
"""

import re
from typing import Any

from tests.loopback.openai_checks import Refused

_REQUEST_KEYS = frozenset(
    [
        "model",
        "max_tokens",
        "messages",
        "system",
        "tools",
        "tool_choice",
        "stream",
        "temperature",
        "top_p",
        "top_k",
        "stop_sequences",
        "metadata",
        "thinking",
        "service_tier",
        "output_config",
    ]
)
_BLOCK_KEYS = {
    "text": frozenset(("type", "text", "cache_control", "citations")),
    "tool_use": frozenset(("type", "id", "name", "input", "cache_control")),
    "tool_result": frozenset(("type", "tool_use_id", "content", "is_error", "cache_control")),
}
_BLOCKS_OF = {"user": ("text", "tool_result"), "assistant": ("text", "tool_use")}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_ID = re.compile(r"[a-zA-Z0-9_-]+")


def check_headers(headers: Any) -> None:
    """Raises `Refused` without a key or a version."""
    if not (headers.get("x-api-key") or headers.get("authorization")):
        raise Refused("x-api-key header is required")
    if not headers.get("anthropic-version"):
        raise Refused("anthropic-version: header is required")


def check_request(body: dict[str, Any]) -> None:
    """Raises `Refused` at the first thing wrong."""
    if unknown := set(body) - _REQUEST_KEYS:
        raise Refused(f"{min(unknown)}: Extra inputs are not permitted")
    if not isinstance(body.get("model"), str):
        raise Refused("model: Field required")
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        raise Refused("max_tokens: Field required")
    if "system" in body:
        _check_content(body["system"], "system", ("text",))
    _check_tools(body.get("tools"))
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refused("messages: at least one message is required")
    _check_roles(messages)
    for index, message in enumerate(messages):
        _check_content(message["content"], f"messages.{index}", _BLOCKS_OF[message["role"]])
    _check_pairing(messages, has_tools=bool(body.get("tools")))


def _check_tools(tools: Any) -> None:
    names = [tool.get("name") for tool in tools or ()]
    if len(names) != len(set(names)):
        raise Refused("tools: Tool names must be unique.")
    for index, tool in enumerate(tools or ()):
        if not _NAME.fullmatch(tool.get("name", "")):
            raise Refused(f"tools.{index}.name: String should match pattern")
        if tool.get("input_schema", {}).get("type") != "object":
            raise Refused(f"tools.{index}.input_schema.type: Input should be 'object'")


def _check_roles(messages: list[dict[str, Any]]) -> None:
    for index, message in enumerate(messages):
        if set(message) != {"role", "content"}:
            raise Refused(f"messages.{index}: Extra inputs are not permitted")
        if message["role"] != ("user", "assistant")[index % 2]:
            raise Refused(f"messages.{index}: roles must alternate, beginning with user")
    if messages[-1]["role"] == "assistant":
        raise Refused("This model does not support assistant message prefill.")


def _check_content(content: Any, where: str, allowed: tuple[str, ...]) -> None:
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    if not isinstance(content, list) or not content:
        raise Refused(f"{where}: content must not be empty")
    for index, block in enumerate(content):
        here = f"{where}.content.{index}"
        kind = block.get("type")
        if kind not in allowed:
            raise Refused(f"{here}: Input tag {kind!r} is not one of {allowed}")
        if unknown := set(block) - _BLOCK_KEYS[kind]:
            raise Refused(f"{here}.{min(unknown)}: Extra inputs are not permitted")
        _check_block(block, here)


def _check_block(block: dict[str, Any], here: str) -> None:
    match block["type"]:
        case "text":
            if not block["text"].strip():
                raise Refused(f"{here}: text content blocks must contain non-whitespace text")
        case "tool_use":
            if not _ID.fullmatch(block["id"]) or not _NAME.fullmatch(block["name"]):
                raise Refused(f"{here}: String should match pattern")
            if not isinstance(block["input"], dict):
                raise Refused(f"{here}.input: Input should be a valid dictionary")
        case _:
            if (content := block.get("content")) is not None:
                _check_content(content, here, ("text",))


def _check_pairing(messages: list[dict[str, Any]], has_tools: bool) -> None:
    """Calls and results: each call is answered at the start of the very next message."""
    waiting: set[str] = set()
    seen: set[str] = set()
    for index, message in enumerate(messages):
        blocks = message["content"] if isinstance(message["content"], list) else []
        results = [b["tool_use_id"] for b in blocks if b["type"] == "tool_result"]
        if [b["type"] for b in blocks[: len(results)]] != ["tool_result"] * len(results):
            raise Refused(f"messages.{index}: tool_result blocks must come first")
        if set(results) != waiting or len(results) != len(waiting):
            raise Refused(
                f"messages.{index}: tool_use ids {sorted(waiting)} and tool_result ids "
                f"{sorted(results)} do not match"
            )
        calls = [b["id"] for b in blocks if b["type"] == "tool_use"]
        if len(calls) != len(set(calls)) or seen & set(calls):
            raise Refused(f"messages.{index}: tool_use ids must be unique")
        if (calls or results) and not has_tools:
            raise Refused("Requests which include tool_use blocks must define tools")
        seen.update(calls)
        waiting = set(calls)
