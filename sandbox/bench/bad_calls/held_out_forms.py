"""Forms that the mends were not made with; see `held_out`."""

import json
import random
import re
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Call
from sandbox.bench.bad_calls.forms import Written
from sandbox.bench.bad_calls.values import Changed


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _named(call: Call, name: str = "name", key: str = "arguments") -> dict[str, Any]:
    return {name: call.contract.name, key: call.arguments}


def _some_in_words(call: Call, dice: random.Random) -> Written | None:
    names = list(call.arguments)
    if len(names) < 2:
        return None
    inside = set(dice.sample(names, max(1, len(names) // 2)))
    word = dice.choice(("more", "extra", "item", "return", "filters", "update"))
    rest = {name: value for name, value in call.arguments.items() if name not in inside}
    return (
        {**rest, word: {name: call.arguments[name] for name in inside}}
        if word not in rest
        else None
    )


_WRAPPERS: Final = ("kwargs", "options", "fields", "json", "tool_input")
_SCHEMA_WORDS: Final = {"additionalProperties": False, "type": "object"}


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def _pairs(call: Call) -> list[Any]:
    return [{"key": name, "value": value} for name, value in call.arguments.items()]


def _sent(call: Call) -> dict[str, Any]:
    """As providers send a function: the arguments are a text."""
    return {"name": call.contract.name, "arguments": _text(call.arguments)}


def _python(call: Call) -> str:
    inner = ", ".join(f"{name}={value!r}" for name, value in call.arguments.items())
    return f"{call.contract.name}({inner})"


def _curled(call: Call) -> str:
    return _text(call.arguments).replace('{"', "{“").replace('": ', "”: ", 1)


def _invoked(call: Call) -> str | None:
    if not all(isinstance(value, str) for value in call.arguments.values()):
        return None
    inner = (f'<parameter name="{k}">{v}</parameter>' for k, v in call.arguments.items())
    return f'<invoke name="{call.contract.name}">{"".join(inner)}</invoke>'


FLATTENED: Final[dict[str, Changed]] = {
    "in kwargs": lambda call, dice: {dice.choice(_WRAPPERS): call.arguments},
    "under the tool in camelCase": lambda call, _: {_camel(call.contract.name): call.arguments},
    "a call with an id": lambda call, _: {"id": "call_1", **_named(call)},
    "tool_name and tool_input": lambda call, _: _named(call, "tool_name", "tool_input"),
    "action and action_input": lambda call, _: _named(call, "action", "action_input"),
    "function and parameters": lambda call, _: _named(call, "function", "parameters"),
    "three wrappers": lambda call, _: {"input": {"arguments": {"params": call.arguments}}},
    "text in two wrappers": lambda call, _: {"input": {"arguments": _text(call.arguments)}},
    "keys and values": lambda call, _: {"parameters": _pairs(call)},
    "a part in an object": _some_in_words,
    "tool_calls": lambda call, _: {"tool_calls": [{"type": "function", "function": _sent(call)}]},
    "with the schema's words": lambda call, _: call.arguments | _SCHEMA_WORDS,
    "with its own name": lambda call, _: {**call.arguments, "tool": call.contract.name},
    "with empty ones": lambda call, _: {**call.arguments, "notes": None, "metadata": {}},
}
BROKEN: Final[dict[str, Changed]] = {
    "single quotes and a comma": lambda call, _: repr(call.arguments)[:-1] + ",}",
    "a semicolon behind": lambda call, _: _text(call.arguments) + ";",
    "a word in front": lambda call, _: "json\n" + _text(call.arguments),
    "a label in front": lambda call, _: "Arguments: " + _text(call.arguments),
    "words behind": lambda call, _: _text(call.arguments) + "\n\nI hope that helps.",
    "in a fence": lambda call, _: f"```\n{_text(call.arguments)}\n```",
    "a template's mark behind": lambda call, _: _text(call.arguments) + "<|im_end|>",
    "a list of one": lambda call, _: f"[{_text(call.arguments)}]",
    "Python's True": lambda call, _: repr({**call.arguments}),
    "quotes that curl": lambda call, _: _curled(call),
}


def _tagged(call: Call) -> str:
    return f"<tool_call>\n{_text(_named(call))}\n</tool_call>"


def _in_fence(call: Call) -> str:
    return f"```json\n{json.dumps(_named(call), indent=2)}\n```"


def _envelope(call: Call) -> dict[str, Any]:
    return {"tool_calls": [{"id": "x", "function": _sent(call)}]}


LEAKED: Final[dict[str, Changed]] = {
    "in a python fence": lambda call, _: f"```python\n{_python(call)}\n```",
    "a list of Python calls": lambda call, _: f"[{_python(call)}]",
    "function_call tags": lambda call, _: f"<function_call>{_text(_named(call))}</function_call>",
    "tool tags": lambda call, _: f"<tool>{_text(_named(call, 'tool', 'args'))}</tool>",
    "an xml fence around tags": lambda call, _: f"```xml\n{_tagged(call)}\n```",
    "a thought first": lambda call, _: f"<think>I need the order.</think>\n{_text(_named(call))}",
    "words, a fence, words": lambda call, _: f"Let me check.\n{_in_fence(call)}\nOne moment.",
    "the name before the object": lambda call, _: f"{call.contract.name}\n{_text(call.arguments)}",
    "single quotes in tags": lambda call, _: f"<tool_call>{_named(call)!r}</tool_call>",
    "tool_calls envelope": lambda call, _: _text(_envelope(call)),
    "function as the key": lambda call, _: _text(_named(call, "function")),
    "invoke": lambda call, _: _invoked(call),
}
