"""What a person types in a model's place: words, and tool calls among them.

    /call get_order {"order_id": "10042"}      a call, its arguments as JSON over any lines
    get_order(order_id="10042", line=1)        the same, each value as JSON
    \\get_order(order_id="10042")               words, as when a model writes a call into its text

Everything else is what the customer is told.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sandbox.models.human_arguments import Slip, read_named

__all__ = ["Slip", "Typed", "TypedCall", "read_typed"]

_COMMAND: Final = re.compile(r"[ \t]*/call\b[ \t]*(?P<name>[\w.-]*)")
_FUNCTION: Final = re.compile(r"[ \t]*(?P<name>[A-Za-z_]\w*)(?=\()")
_LIKE_A_CALL: Final = re.compile(r"\(\s*(?:\)|\{|\w+\s*=[^=])")
_NEXT: Final = re.compile(r"\n[ \t]*/call\b")
_SPACE: Final = re.compile(r"\s*")
_HOLES: Final = re.compile(r"\n\s*\n\s*\n")
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True)
class TypedCall:
    """One call: its tool, its arguments as text, and where both begin in what was typed.

    `closed`: its arguments come to an end, so that a cursor behind it is no longer in them. `slip`:
    why they can't be read; None where they can.
    """

    tool: str
    arguments: str
    at: int
    start: int
    closed: bool = True
    slip: Slip | None = None
    named: bool = False


@dataclass(frozen=True)
class Typed:
    """Words and calls of one message, in order."""

    text: str = ""
    calls: tuple[TypedCall, ...] = ()


def read_typed(typed: str, tools: Collection[str]) -> Typed:
    """What `typed` says. A name before a parenthesis is a call where it is one of `tools`, or where
    what stands in the parentheses looks like arguments."""
    words: list[str] = []
    calls: list[TypedCall] = []
    at = 0
    while at < len(typed):
        found = _call(typed, at, tools)
        if found is not None:
            call, at = found
            calls.append(call)
            continue
        end = typed.find("\n", at) + 1 or len(typed)
        words.append(_unescaped(typed[at:end], tools))
        at = end
    text = "".join(words).strip()
    # Where calls were taken out, their empty lines go with them.
    return Typed(_HOLES.sub("\n\n", text) if calls else text, tuple(calls))


def _call(typed: str, at: int, tools: Collection[str]) -> tuple[TypedCall, int] | None:
    """The call that begins at `at`, and where it ends."""
    if command := _COMMAND.match(typed, at):
        name, end = command["name"], command.end()
        if typed.startswith("(", end):
            return _named(typed, name, command.start("name"))
        return _with_json(typed, name, command.start("name"), end)
    function = _FUNCTION.match(typed, at)
    if function and (
        function["name"] in tools or _LIKE_A_CALL.match(typed, function.end()) is not None
    ):
        return _named(typed, function["name"], function.start("name"))
    return None


def _named(typed: str, name: str, at: int) -> tuple[TypedCall, int]:
    start = at + len(name)
    read = read_named(typed, start + 1)
    text = json.dumps(read.values, ensure_ascii=False)
    return TypedCall(name, text, at, start, read.closed, read.slip, named=True), read.end


def _with_json(typed: str, name: str, at: int, end: int) -> tuple[TypedCall, int]:
    start = _SPACE.match(typed, end).end()  # pyright: ignore[reportOptionalMemberAccess]
    if not typed.startswith("{", start):
        line = typed.find("\n", end)
        line = len(typed) if line < 0 else line
        rest = typed[end:line].strip()
        if not rest:
            return TypedCall(name, "{}", at, end, closed="\n" in typed[end:]), line
        start = typed.index(rest, end)
        slip = Slip(start, "arguments are an object in braces")
        return TypedCall(name, rest, at, start, closed=line < len(typed), slip=slip), line
    try:
        _, stop = _DECODER.raw_decode(typed, start)
    except json.JSONDecodeError as error:
        slip = Slip(min(error.pos, len(typed)), _in_words(error))
    except RecursionError:
        slip = Slip(start, "too deep")
    else:
        return TypedCall(name, typed[start:stop], at, start), stop
    stop = _balanced(typed, start)
    return TypedCall(name, typed[start:stop].rstrip(), at, start, stop < len(typed), slip), stop


def _in_words(error: json.JSONDecodeError) -> str:
    return f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}"


def _balanced(typed: str, start: int) -> int:
    """Where broken JSON ends: with its last brace, else before the next call or at the end."""
    depth, quoted, at = 0, False, start
    limit = found.start() if (found := _NEXT.search(typed, start)) else len(typed)
    while at < limit:
        char = typed[at]
        at += 1
        if quoted:
            at += char == "\\"
            quoted = char != '"'
        elif char == '"':
            quoted = True
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if not depth:
                return at
    return limit


def _unescaped(line: str, tools: Collection[str]) -> str:
    """A line of words, without the backslash that kept it from being a call."""
    bare = line.lstrip(" \t")
    if bare.startswith("\\") and _call(bare[1:], 0, tools) is not None:
        return bare[1:]
    return line
