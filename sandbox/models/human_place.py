"""Where in a call the cursor stands: in a name, at an argument's name, or at a value."""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

_TOKEN: Final = re.compile(
    r'"(?:[^"\\\n]|\\.)*(?P<open>"?)|[A-Za-z_][\w-]*|-?\d[\d.eE+-]*|[{}\[\]():,=]|\S'
)


@dataclass(frozen=True)
class Place:
    """`path` leads to the object or list around, `name` is the argument whose value is next.

    `start` is where what is being typed begins, `typed` is that, without a quotation mark in front.
    `given`: the names that the object has already.
    """

    expects: Literal["name", "value"]
    path: tuple[str, ...]
    name: str
    start: int
    typed: str
    given: frozenset[str]
    named: bool
    """In parentheses: `name=` and not `"name": `."""


@dataclass
class _Level:
    kind: Literal["object", "list", "named"]
    name: str = ""
    index: int = 0
    given: set[str] = field(default_factory=set)
    expects: Literal["name", "mark", "value", "comma"] = "name"

    @property
    def step(self) -> str:
        return str(self.index) if self.kind == "list" else self.name


def place_in(arguments: str, at: int) -> Place | None:
    """The place at the end of `arguments`, which begin at `at` with a brace or a parenthesis.

    None where nothing can be offered: behind a whole value, or where the text is out of order.
    """
    levels: list[_Level] = []
    last = (len(arguments), "")
    for token in _TOKEN.finditer(arguments):
        text, ends = token[0], token.end() == len(arguments)
        if ends and _is_partial(text, token["open"]):
            last = (token.start(), text)
            break
        if not _take(levels, text):
            return None
    if not levels or levels[-1].expects not in ("name", "value"):
        return None
    level = levels[-1]
    start, typed = last
    return Place(
        expects="name" if level.expects == "name" else "value",
        path=tuple(one.step for one in levels[:-1]),
        name=level.step if level.expects == "value" else "",
        start=at + start,
        typed=typed.removeprefix('"'),
        given=frozenset(level.given),
        named=level.kind == "named",
    )


def _is_partial(text: str, closed: str | None) -> bool:
    """Whether a token at the end may still be going on."""
    return not closed if text.startswith('"') else bool(re.match(r"[\w-]", text))


def _take(levels: list[_Level], text: str) -> bool:
    """Moves on by one token; False where it can't stand here."""
    if not levels:
        if text in "{(":
            levels.append(_Level("object" if text == "{" else "named"))
        return bool(levels)
    if text in "}])":
        levels.pop()
        if levels:
            levels[-1].expects = "comma"
        return bool(levels)
    return _TAKES[levels[-1].expects](levels, text)


def _take_name(levels: list[_Level], text: str) -> bool:
    level = levels[-1]
    if text == "{" and level.kind == "named":
        levels[-1] = _Level("object")
        return True
    level.name = text.strip('"')
    level.given.add(level.name)
    level.expects = "mark"
    return text[0] == '"' or level.kind == "named"


def _take_mark(levels: list[_Level], text: str) -> bool:
    levels[-1].expects = "value"
    return text == ("=" if levels[-1].kind == "named" else ":")


def _take_value(levels: list[_Level], text: str) -> bool:
    if text in "{[":
        kind = "object" if text == "{" else "list"
        levels.append(_Level(kind, expects="name" if text == "{" else "value"))
        return True
    levels[-1].expects = "comma"
    return text not in ("(", ",", ":", "=")


def _take_comma(levels: list[_Level], text: str) -> bool:
    level = levels[-1]
    level.index += 1
    level.expects = "value" if level.kind == "list" else "name"
    return text == ","


_TAKES: Final = {
    "name": _take_name,
    "mark": _take_mark,
    "value": _take_value,
    "comma": _take_comma,
}
