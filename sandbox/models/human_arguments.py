"""Arguments as a person writes them in parentheses: `order_id="10042", line=1`."""

import ast
import json
import re
from dataclasses import dataclass, field
from typing import Final

from sandbox.domain.base import JSON

_SPACE: Final = re.compile(r"\s*")
_NAME: Final = re.compile(r"([A-Za-z_][\w-]*)\s*=\s*")
_SINGLE: Final = re.compile(r"'(?:[^'\\\n]|\\.)*'")
_PYTHONS: Final = {"True": True, "False": False, "None": None}
_WORD: Final = re.compile(r"(?:True|False|None)\b")
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True)
class Slip:
    """Where something can't be read, as an offset into what was typed, and why."""

    at: int
    why: str


@dataclass
class Named:
    """What was read: values by name, where it ends, whether the parenthesis was closed."""

    end: int
    values: dict[str, JSON] = field(default_factory=dict)
    closed: bool = False
    slip: Slip | None = None


def read_named(typed: str, at: int) -> Named:
    """The arguments that begin at `at`, behind the opening parenthesis. Never raises.

    One object alone in the parentheses is all of them. After a slip, everything up to the end of
    the line belongs to the call.
    """
    read = Named(at)
    try:
        read.end = _read(typed, at, read.values)
        read.closed = True
    except _Stopped as stopped:
        read.slip = Slip(stopped.at, stopped.why)
        line = typed.find("\n", stopped.at)
        read.end = len(typed) if line < 0 else line
        read.closed = line >= 0 or typed.rstrip().endswith(")")
    return read


class _Stopped(Exception):
    def __init__(self, at: int, why: str) -> None:
        super().__init__(why)
        self.at = at
        self.why = why


def _read(typed: str, at: int, values: dict[str, JSON]) -> int:
    at = _skip(typed, at)
    if typed.startswith("{", at):
        only, at = _value(typed, at)
        values.update(only)  # pyright: ignore
        return _closing(typed, at)
    while not typed.startswith(")", at):
        name = _NAME.match(typed, at)
        if name is None:
            why = "the call is not closed: )" if at >= len(typed) else "expected NAME=VALUE"
            raise _Stopped(at, why)
        if name[1] in values:
            raise _Stopped(at, f"{name[1]} is given twice")
        values[name[1]], at = _value(typed, name.end())
        at = _skip(typed, at)
        if not typed.startswith(",", at):
            return _closing(typed, at)
        at = _skip(typed, at + 1)
    return at + 1


def _closing(typed: str, at: int) -> int:
    at = _skip(typed, at)
    if not typed.startswith(")", at):
        ended = at >= len(typed)
        raise _Stopped(at, "the call is not closed: )" if ended else "expected a comma or )")
    return at + 1


def _value(typed: str, at: int) -> tuple[JSON, int]:
    """A JSON value; a text in single quotes and Python's constants are taken too."""
    if single := _SINGLE.match(typed, at):
        try:
            return ast.literal_eval(single[0]), single.end()
        except (SyntaxError, ValueError):
            raise _Stopped(at, "a text that can't be read") from None
    if word := _WORD.match(typed, at):
        return _PYTHONS[word[0]], word.end()
    try:
        return _DECODER.raw_decode(typed, at)
    except json.JSONDecodeError as error:
        what = "a value is missing" if error.pos >= len(typed) else "not a JSON value"
        raise _Stopped(min(error.pos, len(typed)), f"{what} (texts in double quotes)") from None
    except RecursionError:
        raise _Stopped(at, "too deep") from None


def _skip(typed: str, at: int) -> int:
    return _SPACE.match(typed, at).end()  # pyright: ignore[reportOptionalMemberAccess]
