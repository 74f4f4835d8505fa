"""What the active step of a shown procedure asks for: one call, or words for the customer.

Knows nothing of any pack: everything comes from the shown lines, the state and the tools' schemas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.procedure import Step
from sandbox.ports import ToolSpec
from sandbox.procedures.lexer import SyntaxFault
from sandbox.procedures.line import HAND_OFF_TOOL, read_line
from sandbox.procedures.paths import fill, lookup, paths_in_text
from sandbox.procedures.show import Shown


@dataclass(frozen=True)
class Say:
    """Words for the customer."""

    text: str


@dataclass(frozen=True)
class Call:
    """One tool call, its arguments in the step's order."""

    tool: str
    arguments: Mapping[str, JSON]


def act(shown: Shown, tools: Sequence[ToolSpec]) -> Say | Call:
    """The one thing that `shown.step` asks for. Never raises."""
    try:
        step = read_line(shown.step)
    except SyntaxFault:
        return Say("I am sorry, I can't go on: I do not understand my next step.")
    match step.kind:
        case "ask":
            return Say(step.text or _question(shown, step.variable))
        case "call":
            return _call(step, shown, tools)
        case "say":
            return _say(step, shown)
        case "hand_off":
            return _hand_off(step, shown, tools)
        case _:
            return Say("I am sorry, there is nothing for me to do at this step.")


def in_words(name: str) -> str:
    """A name as a person reads it: `order_id` becomes "order id"."""
    return name.replace("_", " ").replace(".", " ").strip()


def _call(step: Step, shown: Shown, tools: Sequence[ToolSpec]) -> Say | Call:
    tool = next((tool for tool in tools if tool.name == step.tool), None)
    if tool is None:
        return Say(f"I am sorry, I can't do that here: I have no access to {in_words(step.tool)}.")
    arguments: dict[str, JSON] = {}
    for argument in step.arguments:
        value = lookup(shown.state, argument.path) if argument.path else argument.literal
        if value is not None or not argument.path:
            arguments[argument.name] = value
        elif argument.name in _required(tool):
            return _missing(shown, argument.path)
    return Call(step.tool, arguments)


def _missing(shown: Shown, path: str) -> Say:
    """A variable can be asked for; a result can't."""
    if path.isidentifier():
        return Say(_question(shown, path))
    return Say(f"I am sorry, I can't go on: I do not know the {in_words(path)}.")


def _say(step: Step, shown: Shown) -> Say:
    """The text, if all that it tells is known; a gap would make it claim what nothing supports."""
    for path in paths_in_text(step.text):
        if lookup(shown.state, path) is None:
            return Say(f"I am sorry, I can't say that yet: I do not know the {in_words(path)}.")
    return Say(fill(step.text, shown.state))


def _hand_off(step: Step, shown: Shown, tools: Sequence[ToolSpec]) -> Say | Call:
    fitting = [tool for tool in tools if tool.name == HAND_OFF_TOOL]
    if len(fitting) != 1:
        return Say("I am sorry, a person should take over here, but I can't reach one.")
    return Call(HAND_OFF_TOOL, _hand_off_arguments(fitting[0], step.text, shown.state))


def _hand_off_arguments(tool: ToolSpec, reason: str, state: Mapping[str, JSON]) -> dict[str, JSON]:
    """What the state knows by the argument's name; the reason where a reason is wanted."""
    arguments: dict[str, JSON] = {}
    free: list[str] = []
    for name, schema in _properties(tool).items():
        if state.get(name) is not None:
            arguments[name] = state[name]
        elif isinstance(schema, Mapping) and _free_text(schema):
            free.append(name)
    required = [name for name in free if name in _required(tool)]
    named = [name for name in ("reason", "summary") if name in free]
    wanted = [name for name in named if name in required] or named[:1] or required[:1]
    return arguments | dict.fromkeys(wanted if reason else (), reason)


def _free_text(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "string" and "enum" not in schema


def _question(shown: Shown, variable: str) -> str:
    """The question that the procedure has for `variable`, or a plain one."""
    for line in shown.steps:
        if line.startswith(f"ask {variable} "):
            try:
                return read_line(line).text
            except SyntaxFault:
                break
    return f"Could you tell me the {in_words(variable)}, please?"


def _properties(tool: ToolSpec) -> Mapping[str, Any]:
    properties = tool.parameters.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _required(tool: ToolSpec) -> Sequence[Any]:
    required = tool.parameters.get("required")
    return required if isinstance(required, list) else ()
