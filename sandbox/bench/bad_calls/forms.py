"""Right arguments in the wrong form: wrapped, flattened, as broken JSON, inside a whole call."""

import json
import random
from collections.abc import Callable
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.names import any_name

Written = Arguments | list[Any] | str


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def whole(call: Call, name: str = "name", key: str = "arguments") -> dict[str, Any]:
    return {name: call.contract.name, key: call.arguments}


def _wrapped(call: Call, dice: random.Random) -> Written:
    words = (
        "arguments",
        "parameters",
        "input",
        "params",
        "args",
        "data",
        "payload",
        "request",
        "body",
    )
    return {dice.choice(words): call.arguments}


def _under_the_tool(call: Call, dice: random.Random) -> Written:
    return {call.contract.name: call.arguments}


def _whole_call(call: Call, dice: random.Random) -> Written:
    key = dice.choice(("arguments", "parameters"))
    return whole(call, dice.choice(("name", "tool")), key)


def _function(call: Call, dice: random.Random) -> Written:
    return {
        "type": "function",
        "function": {"name": call.contract.name, "arguments": as_json(call.arguments)},
    }


def _text_inside(call: Call, dice: random.Random) -> Written:
    return {dice.choice(("arguments", "input")): as_json(call.arguments)}


def _twice(call: Call, dice: random.Random) -> Written:
    return {"arguments": {dice.choice(("arguments", "input", "params")): call.arguments}}


def _some(call: Call, dice: random.Random) -> Written | None:
    """Two or more arguments in an object of their own."""
    names = list(call.arguments)
    if len(names) < 3:
        return None
    inside = set(dice.sample(names, dice.randint(2, len(names) - 1)))
    rest = {name: value for name, value in call.arguments.items() if name not in inside}
    word = dice.choice(("details", "order", "address", "options", "info"))
    if word in rest:
        return None
    return {**rest, word: {name: call.arguments[name] for name in names if name in inside}}


def _flat(join: Callable[[str, str], str]) -> Callable[[Call, random.Random], Written | None]:
    """An object's properties beside it."""

    def mutate(call: Call, dice: random.Random) -> Written | None:
        objects = [name for name, value in call.arguments.items() if isinstance(value, dict)]
        if not objects:
            return None
        name = dice.choice(objects)
        rest = {key: value for key, value in call.arguments.items() if key != name}
        return {**rest, **{join(name, key): value for key, value in call.arguments[name].items()}}

    return mutate


def _value_inside(call: Call, dice: random.Random) -> Written:
    name = any_name(call, dice)
    key = dice.choice(("value", name))
    return {**call.arguments, name: {key: call.arguments[name]}}


def _pairs(call: Call, dice: random.Random) -> Written:
    return {"arguments": [{"name": name, "value": value} for name, value in call.arguments.items()]}


FLATTENED: Final = {
    "all in one object": _wrapped,
    "all in one object again": _wrapped,
    "all under the tool's name": _under_the_tool,
    "a whole call as arguments": _whole_call,
    "a function call as arguments": _function,
    "arguments as a text inside": _text_inside,
    "wrapped twice": _twice,
    "some in one object": _some,
    "flattened": _flat(lambda _outer, inner: inner),
    "flattened with its name": _flat(lambda outer, inner: f"{outer}_{inner}"),
    "flattened with dots": _flat(lambda outer, inner: f"{outer}.{inner}"),
    "a value in an object": _value_inside,
    "names and values": _pairs,
    "a list of one": lambda call, _dice: [call.arguments],
}


def _comment(call: Call, dice: random.Random) -> str:
    return json.dumps(call.arguments, indent=1).replace("{\n", "{ // the arguments\n", 1)


def _unquoted(call: Call, dice: random.Random) -> str:
    text = as_json(call.arguments)
    name = any_name(call, dice)
    return text.replace(f'"{name}":', f"{name}:", 1)


BROKEN: Final = {
    "a comma at the end": lambda call, _: as_json(call.arguments)[:-1] + ",}",
    "single quotes": lambda call, _: repr(call.arguments),
    "names without quotes": _unquoted,
    "a comment": _comment,
    "a brace too many": lambda call, _: as_json(call.arguments) + "}",
    "doubled braces": lambda call, _: "{" + as_json(call.arguments) + "}",
    "JSON in a JSON text": lambda call, _: json.dumps(as_json(call.arguments)),
    "line breaks in front": lambda call, _: "\n\n" + json.dumps(call.arguments, indent=2) + "\n",
}


def _call_text(call: Call) -> str:
    return as_json(whole(call))


def pythonic(call: Call) -> str:
    inner = ", ".join(f"{name}={value!r}" for name, value in call.arguments.items())
    return f"{call.contract.name}({inner})"


def _xml(call: Call, _: random.Random) -> str | None:
    if not all(isinstance(value, str) for value in call.arguments.values()):
        return None
    inner = "".join(f"<parameter={k}>\n{v}\n</parameter>\n" for k, v in call.arguments.items())
    return f"<tool_call>\n<function={call.contract.name}>\n{inner}</function>\n</tool_call>"


def _action(call: Call, _: random.Random) -> str:
    given = as_json(call.arguments)
    return f"Thought: ok\nAction: {call.contract.name}\nAction Input: {given}"


def _function_tag(call: Call, _: random.Random) -> str:
    return f"<function={call.contract.name}>{as_json(call.arguments)}</function>"


LEAKED: Final = {
    "in tags": lambda call, _: f"<tool_call>\n{_call_text(call)}\n</tool_call>",
    "in other tags": lambda call, _: f"<tools>\n{_call_text(call)}\n</tools>",
    "in an open tag": lambda call, _: f"<tool_call>\n{_call_text(call)}",
    "in a fence": lambda call, _: f"```json\n{_call_text(call)}\n```",
    "arguments in a fence": lambda call, _: f"```json\n{as_json(call.arguments)}\n```",
    "after words": lambda call, _: f"I will look that up for you.\n{_call_text(call)}",
    "before words": lambda call, _: f"{_call_text(call)}\n\nOne moment, please.",
    "in a sentence": lambda call, _: f"Sure, here it is: {_call_text(call)} Is that all?",
    "doubled braces in tags": lambda call, _: "<tools>\n{" + _call_text(call) + "}\n</tools>",
    "a template's marks": lambda call, _: f"<|python_tag|>{_call_text(call)}<|eom_id|>",
    "TOOL_CALLS": lambda call, _: f"[TOOL_CALLS] [{_call_text(call)}]",
    "as Python": lambda call, _: pythonic(call),
    "as parameters in tags": _xml,
    "as an action": _action,
    "function tag": _function_tag,
}


def _cut(call: Call, dice: random.Random) -> str:
    text = as_json(call.arguments)
    return text[: dice.randrange(1, len(text))]


def _cut_late(call: Call, dice: random.Random) -> str:
    text = as_json(call.arguments)
    return text[: len(text) - dice.randint(1, 6)]


def _cut_leak(call: Call, dice: random.Random) -> str:
    text = f"<tool_call>\n{_call_text(call)}"
    return text[: dice.randrange(20, len(text) - 1)]


TRUNCATED: Final = {
    "cut off": _cut,
    "cut off near the end": _cut_late,
    "cut off in tags": _cut_leak,
}
