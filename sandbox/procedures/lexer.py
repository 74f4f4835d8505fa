"""Splits one line of a procedure into words. Shared by steps and conditions."""

import json
import re
from dataclasses import dataclass
from math import isfinite
from typing import Final, Literal

from sandbox.domain.base import JSON

TokenKind = Literal["string", "number", "path", "mark", "end"]

_TOKEN: Final = re.compile(
    r"""
    \s*(?:
      (?P<comment>\#.*)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z_]))
    | (?P<path>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\])*)
    | (?P<mark>==|!=|<=|>=|&&|\|\||[^\s\w"])
    )
    """,
    re.VERBOSE,
)
_NUMBER_LENGTH: Final = 30
RESERVED: Final = frozenset(("and", "or", "not", "in", "is", "true", "false", "null"))


class SyntaxFault(ValueError):
    """A line that can't be read: one clear sentence, without the line's number."""


@dataclass(frozen=True)
class Token:
    """One word: its text as written, the value of a literal, and where it starts in the line."""

    kind: TokenKind
    text: str
    value: JSON = None
    start: int = 0


def tokens_of(line: str) -> list[Token]:
    """The words of `line`, without a comment; the last one is of kind "end".

    Raises `SyntaxFault`: a quote that is not closed, a bad escape, a character without meaning.
    """
    tokens: list[Token] = []
    at = 0
    while line[at:].strip():
        match = _TOKEN.match(line, at)
        if match is None:
            raise SyntaxFault(_unreadable(line[at:].strip()))
        if match.lastgroup == "comment":
            break
        tokens.append(_token(match))
        at = match.end()
    end = tokens[-1].start + len(tokens[-1].text) if tokens else 0
    return [*tokens, Token("end", "the end of the line", start=end)]


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup
    text = match.group(str(kind))
    start = match.start(str(kind))
    match kind:
        case "string":
            return Token("string", text, _string(text), start)
        case "number":
            return Token("number", text, _number(text), start)
        case "path":
            return Token("path", text, start=start)
        case _:
            return Token("mark", text, start=start)


def _string(text: str) -> str:
    try:
        value = json.loads(text, strict=False)
        value.encode()
    except ValueError:
        raise SyntaxFault(f"a bad escape in {text}; write a backslash twice") from None
    return value


def _number(text: str) -> int | float:
    if len(text) > _NUMBER_LENGTH:
        raise SyntaxFault(f"a number of more than {_NUMBER_LENGTH} digits")
    value = int(text) if text.lstrip("-").isdigit() else float(text)
    if not isfinite(value):
        raise SyntaxFault(f"the number {text} is too large")
    return value


def _unreadable(rest: str) -> str:
    if rest.startswith('"'):
        return f"a quote that is not closed: {rest[:30]}"
    return f"can't read {rest.split(maxsplit=1)[0][:30]!r}"
