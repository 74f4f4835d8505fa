"""Puts the pieces of a streamed reply together: text, tool calls, finish.

Works on litellm's chunks by their attributes, without importing litellm. Pieces of a call belong
together by index: only the first carries id and name. Some servers number every call 0, so a new
id under an old index begins a new call.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.money import Usage
from sandbox.domain.tokens import estimate_tokens, message_tokens, tool_tokens
from sandbox.domain.tool import ToolCall


@dataclass
class _Call:
    id: str = ""
    tool: str = ""
    arguments: list[str] = field(default_factory=list)


class Accumulator:
    """Feed it each chunk; it returns the chunk's text.

    `sent`: the request is on its way, so it may be billed; `stream`: litellm's, once it is open;
    `began`: something of a reply came.
    """

    def __init__(self) -> None:
        self._text: list[str] = []
        self._calls: list[_Call] = []
        self._open: dict[int, _Call] = {}
        self._reasoning: list[str] = []
        self.finish = ""
        self.usage: Any = None
        self.began = False
        self.sent = False
        self.stream: Any = None

    def feed(self, chunk: Any) -> str:
        """Takes a chunk in and returns the text it added, mostly a few letters or ""."""
        self.began = True
        self.usage = getattr(chunk, "usage", None) or self.usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish = choice.finish_reason or self.finish
        delta = choice.delta
        if thought := getattr(delta, "reasoning_content", None):
            self._reasoning.append(thought)
        for piece in delta.tool_calls or ():
            self._feed_call(piece)
        text = delta.content or ""
        if text:
            self._text.append(text)
        return text

    @property
    def text(self) -> str:
        return "".join(self._text)

    def calls(self) -> tuple[ToolCall, ...]:
        """The calls, positions from 0, arguments exactly as the model wrote them."""
        return tuple(
            ToolCall(
                position=position, id=call.id, tool=call.tool, arguments="".join(call.arguments)
            )
            for position, call in enumerate(self._calls)
        )

    def estimated(self, wire: Iterable[JSON], tools: Iterable[JSON]) -> Usage:
        """Usage by our own estimator, for providers that report none."""
        spoken = estimate_tokens(self.text) + sum(
            estimate_tokens(call.tool) + estimate_tokens("".join(call.arguments))
            for call in self._calls
        )
        thought = estimate_tokens("".join(self._reasoning))
        return Usage(
            input=request_tokens(wire, tools),
            output=spoken + thought,
            reasoning=thought,
            estimated=True,
        )

    def _feed_call(self, piece: Any) -> None:
        index = piece.index or 0
        call = self._open.get(index)
        if call is None or (piece.id and call.id and piece.id != call.id):
            call = self._open[index] = _Call()
            self._calls.append(call)
        call.id = call.id or piece.id or ""
        if (function := piece.function) is not None:
            call.tool = call.tool or function.name or ""
            call.arguments.append(function.arguments or "")


def request_tokens(wire: Iterable[JSON], tools: Iterable[JSON]) -> int:
    """Tokens of a request in OpenAI's shape, by our own estimator.

    They add up as the parts of the prompt hop do, so that window and cost tell of one figure.
    """
    offered = (tool["function"] for tool in tools)
    told = (
        tool_tokens(one["name"], one.get("description", ""), one.get("parameters", {}))
        for one in offered
    )
    return sum(told) + sum(map(_message_tokens, wire))


def _message_tokens(message: JSON) -> int:
    content = message.get("content") or ""
    parts = content if isinstance(content, list) else [{"text": content}]
    text = "\n".join(str(part.get("text", "")) for part in parts)
    calls = (call["function"] for call in message.get("tool_calls") or ())
    return message_tokens(text, ((call["name"], call["arguments"]) for call in calls))
