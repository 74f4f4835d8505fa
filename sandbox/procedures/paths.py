"""Paths into variables and results (`order_id`, `get_order.lines[0].sku`), and texts with them."""

import json
import re
from collections.abc import Mapping
from typing import Final

from sandbox.domain.base import JSON
from sandbox.procedures.lexer import SyntaxFault

Facts = Mapping[str, JSON]
"""What is known, by name: variables, and results under their tool's name.

A key may also be a whole path (`{"get_order.status": "delivered"}`), as in a prompt's state.
"""

_PATH: Final = r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\])*"
_PART: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\]")
_HOLE: Final = re.compile(rf"\{{\{{|\}}\}}|\{{\s*({_PATH})\s*\}}|[{{}}]")


def head_of(path: str) -> str:
    """The name that a path starts with: `get_order` of `get_order.lines[0].sku`."""
    found = _PART.match(path)
    return found.group() if found else path


def lookup(facts: Facts, path: str) -> JSON:
    """The value at `path`, or None where nothing is. Never raises."""
    return find(facts, path)[1]


def find(facts: Facts, path: str) -> tuple[bool, JSON]:
    """Whether something is at `path` (a null is something), and what. The longest key wins."""
    ends = [match.end() for match in _PART.finditer(path)]
    for end in reversed(ends):
        if path[:end] in facts:
            found, value = _walk(facts[path[:end]], _PART.findall(path[end:]))
            if found:
                return True, value
    return False, None


def _walk(value: JSON, parts: list[str]) -> tuple[bool, JSON]:
    for part in parts:
        if part.startswith("["):
            # Over 9 digits is no position in any list (and int() has its limits).
            index = int(part[1:-1]) if len(part) < 12 else -1
            if not isinstance(value, list) or not 0 <= index < len(value):
                return False, None
            value = value[index]
        elif isinstance(value, Mapping) and part in value:
            value = value[part]
        else:
            return False, None
    return True, value


def paths_in_text(text: str) -> tuple[str, ...]:
    """The paths in the braces of `text`, in order, each once.

    `{{` and `}}` are single braces. Raises `SyntaxFault` on a brace that holds no path.
    """
    paths: list[str] = []
    for match in _HOLE.finditer(text):
        if match.group(1):
            paths.append(match.group(1))
        elif len(match.group()) == 1:
            raise SyntaxFault(
                f"a brace without a path near {text[match.start() :][:20]!r}; "
                "write {name.field}, or {{ and }} for braces"
            )
    return tuple(dict.fromkeys(paths))


def fill(text: str, facts: Facts) -> str:
    """`text` with the values in place of its `{path}`s; nothing in place of a missing one."""

    def put(match: re.Match[str]) -> str:
        if match.group(1):
            return words(lookup(facts, match.group(1)))
        return match.group()[0]

    return _HOLE.sub(put, text)


def words(value: JSON) -> str:
    """A value as a person reads it: "yes" for true, a list of simple values with "and"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and not any(isinstance(item, list | Mapping) for item in value):
        texts = [words(item) for item in value]
        return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
