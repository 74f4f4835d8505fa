"""Conditions of `when` and expressions of `let`, read by hand (no eval).

either     := both ("or" both)*
both       := negation ("and" negation)*
negation   := "not" negation | comparison
comparison := sum [operator sum | ["not"] "in" sum | "is" ["not"] "set"]
sum        := product (("+" | "-") product)*
product    := operand (("*" | "/") operand)*
operand    := value | (either) | function(either, …) | "-" operand
value      := "text" | number | true | false | null | path | [value, …]
"""

from functools import lru_cache
from typing import Final, cast

from sandbox.domain.base import JSON
from sandbox.procedures.arithmetic import FUNCTIONS, Sign
from sandbox.procedures.compare import OPERATORS, Operator, truth
from sandbox.procedures.cursor import Cursor
from sandbox.procedures.lexer import RESERVED, SyntaxFault, Token
from sandbox.procedures.nodes import (
    Compare,
    Every,
    IsSet,
    Items,
    Literal,
    Node,
    Not,
    Path,
    Some,
    Sum,
    Use,
    evaluate,
    paths_of,
)
from sandbox.procedures.paths import Facts

_DEPTH: Final = 40
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_MEANT: Final = {"=": "==", "&&": "and", "||": "or", "!": "not"}


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """The condition that `text` spells. Raises `SyntaxFault`."""
    cursor = Cursor(text)
    node = read_condition(cursor)
    cursor.expect_end()
    return node


def holds(text: str, facts: Facts) -> bool:
    """Whether the condition `text` is true of `facts`; a missing path is null.

    Raises `SyntaxFault` only where `text` can't be parsed; evaluating never raises.
    """
    return truth(evaluate(parse(text), facts))


def value_of(text: str, facts: Facts) -> JSON:
    """The value of the expression `text`; null where something in it is missing or does not fit.

    Raises `SyntaxFault` only where `text` can't be parsed; evaluating never raises.
    """
    return evaluate(parse(text), facts)


def paths_in(text: str) -> tuple[str, ...]:
    """The paths that a condition reads, in order, each once. Raises `SyntaxFault`."""
    return tuple(dict.fromkeys(paths_of(parse(text))))


def read_condition(cursor: Cursor, depth: int = 0) -> Node:
    """A whole condition from `cursor` on, as far as it goes. Raises `SyntaxFault`."""
    if depth > _DEPTH:
        raise SyntaxFault(f"a condition nested deeper than {_DEPTH}")
    parts = [_both(cursor, depth)]
    while cursor.took("or"):
        parts.append(_both(cursor, depth))
    _refuse_stray_operator(cursor.next)
    return parts[0] if len(parts) == 1 else Some(tuple(parts))


def read_value(cursor: Cursor, depth: int = 0) -> Literal | Path | Items:
    """A literal, a path or a list of these. Raises `SyntaxFault`."""
    token = cursor.take()
    if token.text == "[" and depth <= _DEPTH:
        return _items(cursor, depth + 1)
    if token.kind in ("string", "number"):
        return Literal(token.value)
    if token.text in _CONSTANTS:
        return Literal(_CONSTANTS[token.text])
    if token.kind == "path" and token.text not in RESERVED:
        return Path(token.text)
    raise SyntaxFault(f"expected a name or a value, not {token.text}")


def _both(cursor: Cursor, depth: int) -> Node:
    parts = [_negation(cursor, depth)]
    while cursor.took("and"):
        parts.append(_negation(cursor, depth))
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _negation(cursor: Cursor, depth: int) -> Node:
    negated = False
    while cursor.took("not"):
        negated = not negated
    part = _comparison(cursor, depth)
    return Not(part) if negated else part


def _comparison(cursor: Cursor, depth: int) -> Node:
    left = _sum(cursor, depth)
    if cursor.took("is", "not", "set"):
        return Not(IsSet(left))
    if cursor.took("is", "set"):
        return IsSet(left)
    operator = _operator(cursor)
    return Compare(operator, left, _sum(cursor, depth)) if operator else left


def _operator(cursor: Cursor) -> Operator | None:
    if cursor.took("in"):
        return "in"
    if cursor.took("not", "in"):
        return "not in"
    if cursor.next.kind == "mark" and cursor.next.text in OPERATORS:
        return cast(Operator, cursor.take().text)
    return None


def _sum(cursor: Cursor, depth: int) -> Node:
    left = _product(cursor, depth)
    while True:
        if cursor.next.kind == "number" and cursor.next.text.startswith("-"):
            # In `total -5` and `total-5` the minus is read as part of the number.
            left = Sum("+", left, _product(cursor, depth))
        elif cursor.next.kind == "mark" and cursor.next.text in "+-":
            sign = cast(Sign, cursor.take().text)
            left = Sum(sign, left, _product(cursor, depth))
        else:
            return left


def _product(cursor: Cursor, depth: int) -> Node:
    left = _operand(cursor, depth)
    while cursor.next.kind == "mark" and cursor.next.text in "*/":
        sign = cast(Sign, cursor.take().text)
        left = Sum(sign, left, _operand(cursor, depth))
    return left


def _operand(cursor: Cursor, depth: int) -> Node:
    if depth > _DEPTH:
        raise SyntaxFault(f"a condition nested deeper than {_DEPTH}")
    if cursor.took("("):
        node = read_condition(cursor, depth + 1)
        cursor.expect(")", "to close the parenthesis")
        return node
    if cursor.next.kind == "mark" and cursor.took("-"):
        return Sum("-", Literal(0), _operand(cursor, depth + 1))
    value = read_value(cursor, depth)
    if isinstance(value, Path) and cursor.took("("):
        return _use(cursor, value.path, depth)
    return value


def _use(cursor: Cursor, name: str, depth: int) -> Node:
    """A function after its opening parenthesis."""
    if name not in FUNCTIONS:
        raise SyntaxFault(f"{name!r} is no function; there are {', '.join(sorted(FUNCTIONS))}")
    parts: list[Node] = []
    while not cursor.took(")"):
        if parts:
            cursor.expect(",", "or ')' between the values")
        parts.append(read_condition(cursor, depth + 1))
    least, most = FUNCTIONS[name]
    if not least <= len(parts) <= most:
        wanted = f"{least}" if least == most else f"{least} or more" if most > 2 else "1 or 2"
        raise SyntaxFault(f"{name} takes {wanted} values, not {len(parts)}")
    return Use(name, tuple(parts))


def _items(cursor: Cursor, depth: int) -> Items | Literal:
    items: list[Literal | Path | Items] = []
    while not cursor.took("]"):
        if items:
            cursor.expect(",", "or ']' in a list")
        items.append(read_value(cursor, depth))
    if all(isinstance(item, Literal) for item in items):
        return Literal([item.value for item in items if isinstance(item, Literal)])
    return Items(tuple(items))


def _refuse_stray_operator(token: Token) -> None:
    """A chain such as `1 < 2 < 3`, a foreign operator, or a misuse of `is` ends up here."""
    if token.text == "is":
        raise SyntaxFault("after `is` only `set` or `not set`; use == to compare")
    if token.text in OPERATORS or token.text in ("in", "not"):
        raise SyntaxFault(f"two comparisons in a row at {token.text!r}; join them with and")
    if token.kind == "mark" and token.text not in ")]:,":
        meant = f"; use {_MEANT[token.text]}" if token.text in _MEANT else ""
        raise SyntaxFault(f"unknown operator {token.text!r}{meant}")
