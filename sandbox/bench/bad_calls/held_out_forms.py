"""Forms that the mends were not made with; see `held_out`."""

import json
import random
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Call
from sandbox.bench.bad_calls.forms import Written, as_json, pythonic, whole
from sandbox.bench.bad_calls.names import camel
from sandbox.bench.bad_calls.values import Changed


def _some_in_words(call: Call, dice: random.Random) -> Written | None:
    names = list(call.arguments)
    if len(names) < 2:
        return None
    inside = set(dice.sample(names, max(1, len(names) // 2)))
    word = dice.choice(("more", "extra", "item", "return", "filters", "update"))
    rest = {name: value for name, value in call.arguments.items() if name not in inside}
    return (
        {**rest, word: {name: call.arguments[name] for name in names if name in inside}}
        if word not in rest
        else None
    )


_WRAPPERS: Final = ("kwargs", "options", "fields", "json", "tool_input")
_SCHEMA_WORDS: Final = {"additionalProperties": False, "type": "object"}


def _pairs(call: Call) -> list[Any]:
    return [{"key": name, "value": value} for name, value in call.arguments.items()]


def _sent(call: Call) -> dict[str, Any]:
    """As providers send a function: the arguments are a text."""
    return {"name": call.contract.name, "arguments": as_json(call.arguments)}


def _curled(call: Call) -> str:
    return as_json(call.arguments).replace('{"', "{“").replace('": ', "”: ", 1)


def _invoked(call: Call) -> str | None:
    if not all(isinstance(value, str) for value in call.arguments.values()):
        return None
    inner = (f'<parameter name="{k}">{v}</parameter>' for k, v in call.arguments.items())
    return f'<invoke name="{call.contract.name}">{"".join(inner)}</invoke>'


FLATTENED: Final[dict[str, Changed]] = {
    "in kwargs": lambda call, dice: {dice.choice(_WRAPPERS): call.arguments},
    "under the tool in camelCase": lambda call, _: {camel(call.contract.name): call.arguments},
    "a call with an id": lambda call, _: {"id": "call_1", **whole(call)},
    "tool_name and tool_input": lambda call, _: whole(call, "tool_name", "tool_input"),
    "action and action_input": lambda call, _: whole(call, "action", "action_input"),
    "function and parameters": lambda call, _: whole(call, "function", "parameters"),
    "three wrappers": lambda call, _: {"input": {"arguments": {"params": call.arguments}}},
    "text in two wrappers": lambda call, _: {"input": {"arguments": as_json(call.arguments)}},
    "keys and values": lambda call, _: {"parameters": _pairs(call)},
    "a part in an object": _some_in_words,
    "tool_calls": lambda call, _: {"tool_calls": [{"type": "function", "function": _sent(call)}]},
    "with the schema's words": lambda call, _: call.arguments | _SCHEMA_WORDS,
    "with its own name": lambda call, _: {**call.arguments, "tool": call.contract.name},
    "with empty ones": lambda call, _: {**call.arguments, "notes": None, "metadata": {}},
}
BROKEN: Final[dict[str, Changed]] = {
    "single quotes and a comma": lambda call, _: repr(call.arguments)[:-1] + ",}",
    "a semicolon behind": lambda call, _: as_json(call.arguments) + ";",
    "a word in front": lambda call, _: "json\n" + as_json(call.arguments),
    "a label in front": lambda call, _: "Arguments: " + as_json(call.arguments),
    "words behind": lambda call, _: as_json(call.arguments) + "\n\nI hope that helps.",
    "in a fence": lambda call, _: f"```\n{as_json(call.arguments)}\n```",
    "a template's mark behind": lambda call, _: as_json(call.arguments) + "<|im_end|>",
    "a list of one": lambda call, _: f"[{as_json(call.arguments)}]",
    "Python's True": lambda call, _: repr({**call.arguments}),
    "quotes that curl": lambda call, _: _curled(call),
}


def _tagged(call: Call) -> str:
    return f"<tool_call>\n{as_json(whole(call))}\n</tool_call>"


def _in_fence(call: Call) -> str:
    return f"```json\n{json.dumps(whole(call), indent=2)}\n```"


def _envelope(call: Call) -> dict[str, Any]:
    return {"tool_calls": [{"id": "x", "function": _sent(call)}]}


LEAKED: Final[dict[str, Changed]] = {
    "in a python fence": lambda call, _: f"```python\n{pythonic(call)}\n```",
    "a list of Python calls": lambda call, _: f"[{pythonic(call)}]",
    "function_call tags": lambda call, _: f"<function_call>{as_json(whole(call))}</function_call>",
    "tool tags": lambda call, _: f"<tool>{as_json(whole(call, 'tool', 'args'))}</tool>",
    "an xml fence around tags": lambda call, _: f"```xml\n{_tagged(call)}\n```",
    "a thought first": lambda call, _: f"<think>I need the order.</think>\n{as_json(whole(call))}",
    "words, a fence, words": lambda call, _: f"Let me check.\n{_in_fence(call)}\nOne moment.",
    "the name before the object": lambda call, _: (
        f"{call.contract.name}\n{as_json(call.arguments)}"
    ),
    "single quotes in tags": lambda call, _: f"<tool_call>{whole(call)!r}</tool_call>",
    "tool_calls envelope": lambda call, _: as_json(_envelope(call)),
    "function as the key": lambda call, _: as_json(whole(call, "function")),
    "invoke": lambda call, _: _invoked(call),
}
