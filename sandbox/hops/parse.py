"""parse: text and tool calls of one reply, wherever the model put them."""

import json
import re
from collections.abc import Collection, Iterator

from sandbox.domain.hop import ParseOutput, Recovery
from sandbox.domain.tool import ToolCall
from sandbox.domain.verdict import Problem

_TAGGED = re.compile(r"<(tool_call|tools|function_call)>\s*(.*?)\s*</\1>", re.DOTALL)
_FENCED = re.compile(r"```(?:json|tool_call)?\s*\n(.*?)\n?```", re.DOTALL)
_NAME_KEYS = ("name", "tool", "function")
_ARGUMENT_KEYS = ("arguments", "parameters", "args", "input")


def parse(text: str, calls: tuple[ToolCall, ...], tools: Collection[str]) -> ParseOutput:
    """The reply's words and calls.

    Calls come native, or leaked into the text: in tags, in a fence, or as the whole text. A leaked
    object is a call only if it names one of `tools`; half an object is never completed by guess.
    """
    if calls:
        return ParseOutput(text=text.strip(), calls=calls)
    found, problems, rest = [], [], text
    for how, whole, body in _leaks(text):
        call, problem = _call_in(body, tools, len(found))
        if call is not None:
            found.append((how, whole, call))
            rest = rest.replace(whole, "", 1)
        elif problem is not None:
            problems.append(problem)
            rest = rest.replace(whole, "", 1)
    return ParseOutput(
        text=rest.strip(),
        calls=tuple(call for _, _, call in found),
        recovered=tuple(
            Recovery(how=how, position=call.position, before=whole) for how, whole, call in found
        ),
        unreadable=tuple(problems),
    )


def _leaks(text: str) -> Iterator[tuple[str, str, str]]:
    """(how, whole text, body) of everything in `text` that may be a call."""
    tagged = list(_TAGGED.finditer(text))
    if tagged:
        yield from ((f"in <{match[1]}> tags", match[0], match[2]) for match in tagged)
        return
    fenced = list(_FENCED.finditer(text))
    if fenced:
        yield from (("in a code fence", match[0], match[1]) for match in fenced)
        return
    if text.lstrip().startswith(("{", "[{")):
        yield "as bare JSON", text, text


def _call_in(
    body: str, tools: Collection[str], position: int
) -> tuple[ToolCall | None, Problem | None]:
    data = _load(body)
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        names = any(f'"{key}"' in body for key in _NAME_KEYS)
        return None, _unreadable(body) if names else None
    name = next((data[key] for key in _NAME_KEYS if isinstance(data.get(key), str)), None)
    if name is None or name not in tools:
        looks = name is not None and any(key in data for key in _ARGUMENT_KEYS)
        return None, _unknown(str(name), tools) if looks else None
    arguments = next((data[key] for key in _ARGUMENT_KEYS if key in data), {})
    written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return ToolCall(position=position, id=f"text_{position}", tool=name, arguments=written), None


def _load(body: str) -> object:
    for text in (body, _single_braces(body)):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return _mended(body)


def _single_braces(body: str) -> str:
    """`{{"name": …}}` as small models write it, with single braces."""
    text = body.strip()
    return text[1:-1] if text.startswith("{{") and text.endswith("}}") else text


def _mended(body: str) -> object:
    """Mends commas, quotes and comments. What is cut off at its end is left unreadable."""
    text = body.strip()
    if not text.endswith(("}", "]")) or text.count("{") != text.count("}"):
        return None
    # Imported late: only broken JSON needs it.
    import json_repair

    return json_repair.loads(text)


def _unreadable(body: str) -> Problem:
    return Problem(
        pointer="", rule="json", expected="a JSON object with name and arguments", got=body[:80]
    )


def _unknown(name: str, tools: Collection[str]) -> Problem:
    known = ", ".join(sorted(tools)) or "no tool is available"
    return Problem(pointer="", rule="unknown_tool", expected=f"one of: {known}", got=name[:80])
