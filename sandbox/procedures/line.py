"""One step, one line: read and written. Branches are `grammar`'s work."""

import json
import re
from typing import Final, NoReturn

from sandbox.domain.procedure import Argument, Step
from sandbox.procedures.arithmetic import FUNCTIONS
from sandbox.procedures.cursor import Cursor
from sandbox.procedures.expression import paths_in, read_condition, read_value
from sandbox.procedures.lexer import RESERVED, SyntaxFault, Token
from sandbox.procedures.nodes import Items, Path
from sandbox.procedures.paths import paths_in_text

HAND_OFF_TOOL: Final = "hand_off"
"""The tool that passes the conversation to a person, in every pack."""

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_VERBS: Final = (
    "ask", "call", "say", "let", "when", "otherwise", "do", "switch", "read", "approve", "stop",
    "hand_off",
)  # fmt: skip


def read_line(text: str, line: int = 0) -> Step:
    """The step that one line spells; `otherwise:` gives a "jump". Targets are still 0.

    Raises `SyntaxFault`.
    """
    cursor = Cursor(text)
    verb = cursor.take()
    match verb.text:
        case "ask":
            step = _ask(cursor)
        case "call":
            step = _call(cursor)
        case "say":
            step = Step(kind="say", source="", text=_template(cursor, "say"))
        case "hand_off":
            reason = _quoted(cursor, "hand_off") if cursor.next.kind == "string" else ""
            step = Step(kind="hand_off", source="", text=reason)
        case "when":
            step = _when(cursor, text)
        case "otherwise":
            cursor.expect(":", "after otherwise")
            step = Step(kind="jump", source="")
        case "stop":
            step = Step(kind="stop", source="")
        case "do" | "switch":
            name = _name(cursor.take(), verb.text, "a procedure")
            step = Step(kind=verb.text, source="", name=name)
        case "read":
            step = Step(kind="read", source="", name=_article(cursor))
        case "approve":
            step = Step(kind="approve", source="", text=_template(cursor, "approve"))
        case "let":
            step = _let(cursor, text)
        case _:
            _unknown(verb)
    end = cursor.next.start
    cursor.expect_end()
    return step.model_copy(update={"source": text[:end].strip(), "line": line})


def write_line(step: Step, question: str = "") -> str:  # noqa: PLR0911 (one case a kind of step)
    """The line of `step`: what `read_line` reads. `question` is put after a bare `ask`."""
    match step.kind:
        case "ask":
            asked = step.text or question
            return f"ask {step.variable} {quote(asked)}" if asked else f"ask {step.variable}"
        case "call":
            return f"call {step.tool}({', '.join(map(_argument_text, step.arguments))})"
        case "when":
            return f"when {step.condition}:"
        case "jump":
            return "otherwise:"
        case "say" | "hand_off" | "approve":
            return f"{step.kind} {quote(step.text)}"
        case "stop":
            return "stop"
        case "do" | "switch":
            return f"{step.kind} {step.name}"
        case "read":
            return f"read {quote(step.name)}"
        case "let":
            return f"let {step.variable} = {step.condition}"


def paths_of_step(step: Step) -> tuple[str, ...]:
    """The paths that a step reads: in its condition, its arguments and its text."""
    if step.kind in ("when", "let"):
        return paths_in(step.condition)
    if step.kind in ("say", "approve"):
        return paths_in_text(step.text)
    return tuple(dict.fromkeys(one.path for one in step.arguments if one.path))


def quote(text: str) -> str:
    """`text` in double quotes, on one line, as the grammar reads it."""
    return json.dumps(text, ensure_ascii=False)


def _ask(cursor: Cursor) -> Step:
    variable = _name(cursor.take(), "ask", "a variable")
    text = _quoted(cursor, "ask") if cursor.next.kind == "string" else ""
    return Step(kind="ask", source="", variable=variable, text=text)


def _call(cursor: Cursor) -> Step:
    tool = _name(cursor.take(), "call", "a tool")
    cursor.expect("(", f"after `call {tool}`")
    arguments: list[Argument] = []
    while not cursor.took(")"):
        if arguments:
            cursor.expect(",", "or ')' between arguments")
        arguments.append(_argument(cursor))
        if arguments[-1].name in (one.name for one in arguments[:-1]):
            raise SyntaxFault(f"the argument {arguments[-1].name!r} is given twice")
    return Step(kind="call", source="", tool=tool, arguments=tuple(arguments))


def _argument(cursor: Cursor) -> Argument:
    token = cursor.next
    value = read_value(cursor)
    if cursor.took("="):
        return _named(token, cursor)
    if not isinstance(value, Path) or not token.text.isidentifier():
        raise SyntaxFault(f"the argument {token.text} needs a name: name={token.text}")
    return Argument(name=token.text, path=token.text)


def _named(token: Token, cursor: Cursor) -> Argument:
    name = token.text
    if token.kind != "path" or not name.isidentifier():
        raise SyntaxFault(f"{name} can't be the name of an argument")
    value = read_value(cursor)
    if isinstance(value, Path):
        return Argument(name=name, path=value.path)
    if isinstance(value, Items):
        raise SyntaxFault(f"the list of {name!r} may hold only texts, numbers, true, false, null")
    return Argument(name=name, literal=value.value)


def _argument_text(argument: Argument) -> str:
    if argument.path:
        named = argument.path != argument.name
        return f"{argument.name}={argument.path}" if named else argument.name
    return f"{argument.name}={json.dumps(argument.literal, ensure_ascii=False)}"


def _when(cursor: Cursor, text: str) -> Step:
    start = cursor.next.start
    read_condition(cursor)
    end = cursor.next.start
    cursor.expect(":", "after the condition")
    return Step(kind="when", source="", condition=text[start:end].strip())


def _let(cursor: Cursor, text: str) -> Step:
    name = _name(cursor.take(), "let", "a variable")
    if name in FUNCTIONS:
        raise SyntaxFault(f"{name!r} is a function of the grammar, not a variable")
    cursor.expect("=", f"after `let {name}`")
    start = cursor.next.start
    read_condition(cursor)
    end = cursor.next.start
    return Step(kind="let", source="", variable=name, condition=text[start:end].strip())


def _article(cursor: Cursor) -> str:
    """The id of an article, in quotes where it is no plain name (`KB-3`)."""
    token = cursor.take()
    if token.kind == "string" and token.value:
        return str(token.value)
    if token.kind != "path" or "[" in token.text or "." in token.text:
        raise SyntaxFault(f"read needs the id of an article, not {token.text}")
    if cursor.next.kind != "end":
        raise SyntaxFault('write the id of an article in quotes: read "KB-3"')
    return token.text


def _template(cursor: Cursor, verb: str) -> str:
    text = _quoted(cursor, verb)
    paths_in_text(text)
    return text


def _quoted(cursor: Cursor, verb: str) -> str:
    token = cursor.take()
    if token.kind != "string":
        raise SyntaxFault(f"{verb} needs a text in double quotes, not {token.text}")
    return token.value


def _name(token: Token, verb: str, what: str) -> str:
    if token.text in RESERVED:
        raise SyntaxFault(f"{token.text!r} is a word of the grammar, not {what}")
    if token.kind != "path" or not _NAME.fullmatch(token.text):
        raise SyntaxFault(f"{verb} needs the name of {what} in small letters, not {token.text}")
    return token.text


def _unknown(verb: Token) -> NoReturn:
    raise SyntaxFault(f"unknown word {verb.text!r}; a step is one of {', '.join(_VERBS)}")
