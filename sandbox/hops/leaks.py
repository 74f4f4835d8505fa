"""Finds calls that a model wrote into its text, in the forms in which models do."""

import ast
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.hops.nearly_json import end_of

NAME_KEYS: Final = ("name", "tool", "function", "tool_name", "function_name", "action", "recipient")
ARGUMENT_KEYS: Final = (
    "arguments",
    "parameters",
    "args",
    "input",
    "params",
    "kwargs",
    "tool_input",
    "action_input",
)

_TAGGED: Final = re.compile(
    r"<(?P<tag>tool_calls?|tools|function_calls?|functioncall|function|tool|call|invoke|tool_code)"
    r"(?P<more>[=\s][^>\n]{0,200})?>(?P<body>.*?)(?:</(?P=tag)>|(?=<(?P=tag)[>=\s])|\Z)",
    re.DOTALL,
)
_FENCED: Final = re.compile(r"```[\w+-]{0,20}[^\S\n]*\n(.*?)(?:```|\Z)", re.DOTALL)
_NAMED: Final = re.compile(r"(?:name\s*)?=?\s*[\"']?(?P<name>[\w.-]{1,80})")
_PARAMETER: Final = re.compile(
    r"<parameter(?:=|\s+name\s*=\s*)[\"']?(?P<name>[\w.-]+)[\"']?\s*>(?P<value>.*?)</parameter>",
    re.DOTALL,
)
_PAIR: Final = re.compile(
    r"<arg_key>(?P<name>.*?)</arg_key>\s*<arg_value>(?P<value>.*?)</arg_value>", re.DOTALL
)
_ACTION: Final = re.compile(
    r"^[^\S\n]*Action:[^\S\n]*(?P<name>[\w.-]+)[^\S\n]*\n+[^\S\n]*Action Input:[^\S\n]*(?=[{\[])",
    re.MULTILINE,
)
_NAME_LINE: Final = re.compile(r"^[^\S\n]*(?P<name>[\w.-]{1,80})[^\S\n]*\n\s*(?=\{)", re.MULTILINE)
_TOKENS: Final = re.compile(
    r"<\|[\w▁|/-]{1,40}\|>|<\uff5c[^\uff5c\n]{1,40}\uff5c>|\[/?TOOL_CALLS?\]|\[/?AVAILABLE_TOOLS\]"
)
"""Marks of chat templates that got into the text."""
_MOST: Final = 60
"""Braces of one text that are looked at: a text with more holds no calls."""


@dataclass(frozen=True)
class Leak:
    """Something in a text that may be a call: how it stood there, all of it, and its inside.

    `name`: the tool, where it is named outside of `body`.
    """

    how: str
    whole: str
    body: str
    name: str = ""


def without_tokens(text: str) -> str:
    """Without the marks of chat templates."""
    return _TOKENS.sub("", text)


def _tagged(text: str, tools: Collection[str]) -> Iterator[Leak]:
    for match in _TAGGED.finditer(text):
        tag, more, body = match["tag"], match["more"] or "", match["body"]
        how = f"in <{tag}> tags"
        named = _NAMED.match(more.strip()) if more else None
        inner = _TAGGED.search(body) if tag in ("tool_call", "function_calls", "tools") else None
        if inner and inner["more"]:
            # <tool_call><function=NAME>…: the inner tag names it.
            yield from (Leak(how, match[0], one.body, one.name) for one in _tagged(body, tools))
        elif values := _parameters(body):
            name = named["name"] if named else body.strip().split("\n")[0].split("<")[0].strip()
            yield Leak(how, match[0], json.dumps(values, ensure_ascii=False), name)
        else:
            yield Leak(how, match[0], body, named["name"] if named else "")


def _parameters(body: str) -> dict[str, JSON]:
    found = list(_PARAMETER.finditer(body)) or list(_PAIR.finditer(body))
    return {match["name"].strip(): match["value"].strip() for match in found}


def _actions(text: str, tools: Collection[str]) -> Iterator[Leak]:
    """`Action: NAME`, `Action Input: {…}`."""
    for match in _ACTION.finditer(text):
        end = end_of(text, match.end())
        body = text[match.end() : end]
        yield Leak("as an action", text[match.start() : end], body, match["name"])


def _fenced(text: str, tools: Collection[str]) -> Iterator[Leak]:
    for match in _FENCED.finditer(text):
        body = match[1].strip()
        if body.startswith(("{", "[{")):
            before = _name_before(text, match.start(), tools)
            whole = text[before[1] if before else match.start() : match.end()]
            yield Leak("in a code fence", whole, match[1], before[0] if before else "")
        else:
            yield from (
                Leak("in a code fence", match[0], one.body, one.name)
                for one in _pythonic(body, tools)
            )


def _name_before(text: str, at: int, tools: Collection[str]) -> tuple[str, int] | None:
    """A tool's name alone on the line before."""
    line = text[:at].rstrip("\n").rpartition("\n")[2]
    name = without_tokens(line).strip().rstrip(":")
    if name not in tools:
        return None
    return name, at - len(text[:at]) + text[:at].rindex(line)


def _pythonic(text: str, tools: Collection[str]) -> Iterator[Leak]:
    """`get_order(order_id="…")`, alone on its lines, several in a list too."""
    bare = without_tokens(text).strip().strip(";")
    if not any(f"{tool}(" in bare for tool in tools):
        return
    for part in (bare, *bare.split("\n")):
        calls = _called(part.strip(), tools)
        if calls:
            yield from (
                Leak("as a function call", part, json.dumps(values, ensure_ascii=False), name)
                for name, values in calls
            )
            if part is bare:
                return


def _called(source: str, tools: Collection[str]) -> list[tuple[str, dict[str, Any]]]:
    if len(source) > 20_000 or "(" not in source:
        return []
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    nodes = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
    found = [_call_of(node, tools) for node in nodes]
    return [one for one in found if one] if all(found) else []


def _call_of(node: ast.AST, tools: Collection[str]) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(node, ast.Call):
        return None
    name = ast.unparse(node.func).rpartition(".")[2]
    if name not in tools:
        return None
    try:
        if node.args:
            only = ast.literal_eval(node.args[0])
            alone = len(node.args) == 1 and not node.keywords and isinstance(only, dict)
            values: Any = only if alone else None
        else:
            values = {one.arg: ast.literal_eval(one.value) for one in node.keywords if one.arg}
        json.dumps(values, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return None
    return (name, values) if values is not None else None


def _bare(text: str, tools: Collection[str]) -> Iterator[Leak]:
    """JSON that the text is, begins with, ends in or holds."""
    if not _names_one(text):
        match = _NAME_LINE.search(text)
        if match and match["name"] in tools:
            end = end_of(text, match.end())
            body = text[match.end() : end]
            yield Leak("as bare JSON", text[match.start() : end], body, match["name"])
        return
    at = 0
    for _ in range(_MOST):
        start = min(
            (one for one in (text.find("{", at), text.find("[", at)) if one >= 0), default=-1
        )
        if start < 0:
            return
        end = _end(text, start)
        whole = text[start:end]
        if _names_one(whole) and (end is not None or text[start] == "{"):
            how = "as bare JSON" if not text[:start].strip() else "as bare JSON after text"
            yield Leak(how, whole, whole)
            at = start + len(whole)
        else:
            at = start + 1


def _end(text: str, start: int) -> int | None:
    """Where the JSON at `start` ends, with braces that are doubled or too many."""
    first = start
    while text[first + 1 : first + 2] == "{" and text[first] == "{":
        first += 1
    end = end_of(text, first)
    while end is not None and text[end : end + 1] == "}":
        end += 1
    return end


def _names_one(text: str) -> bool:
    return any(f'"{key}"' in text or f"'{key}'" in text for key in NAME_KEYS)


FORMS: Final[tuple[Callable[[str, Collection[str]], Iterator[Leak]], ...]] = (
    _tagged,
    _actions,
    _fenced,
    _pythonic,
    _bare,
)
"""Each finds everything in a text that may be a call in its form."""
