"""Canaries: values planted where personal data goes in, looked for wherever anything comes out."""

import gzip
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from sandbox.domain.base import Frozen
from sandbox.privacy.cards import with_check_digit
from sandbox.privacy.digits import ascii_digits

CanaryKind = Literal["card", "mail", "phone", "key"]


class Canary(Frozen):
    """A value nobody else has. It shows in no `repr`: a failed test must not leak it either."""

    kind: CanaryKind
    value: str = Field(repr=False)


class Leak(Frozen):
    """A canary of this kind is in `sink` (a path, or "text"), at `where`: `line 3, column 14`."""

    sink: str
    kind: CanaryKind
    where: str


def canaries(ordinal: int = 1) -> tuple[Canary, ...]:
    """A card, a mail, a phone and a provider key; different for each ordinal from 1 to 9,999.

    Valid for every detector and outside the ranges surrogates are taken from, so that no fake can
    be mistaken for a leak.
    """
    return (
        Canary(kind="card", value=with_check_digit(f"49927398{ordinal:07d}")),
        Canary(kind="mail", value=f"canary.{ordinal:04d}@leak-check.example.org"),
        Canary(kind="phone", value=f"+1 646-{701 + ordinal // 10_000:03d}-{ordinal:04d}"),
        Canary(kind="key", value=f"sk-canary{ordinal:04d}" + "c4n4ry" * 5),
    )


def leaks(
    sinks: Iterable[Path | str] | Path | str,
    planted: Iterable[Canary],
    skip: Container[str] = ("vault.json",),
) -> list[Leak]:
    """Every canary in any of the files, folders (with all below) and texts, however spelt.

    Found are other separators in cards and phones, any case, and JSON and URL escapes; `.gz` files
    are opened. `skip`: names of files that may hold real values. Raises `OSError` for a path that
    can't be read.
    """
    shapes: list[tuple[CanaryKind, re.Pattern[str]]] = [(at.kind, _shape(at)) for at in planted]
    sinks = [sinks] if isinstance(sinks, Path | str) else sinks
    return [
        Leak(sink=name, kind=kind, where=_place(text, match.start()))
        for sink in sinks
        for name, text in _texts(sink, skip)
        for kind, shape in shapes
        for match in shape.finditer(text)
    ]


def _shape(canary: Canary) -> re.Pattern[str]:
    if canary.kind in ("card", "phone"):
        digits = ascii_digits(canary.value)
        # A phone's country code is often left out.
        digits = digits[-10:] if canary.kind == "phone" else digits
        return re.compile(r"(?:[\s().\-/]|%20|\\u00a0){0,3}".join(digits))
    return re.compile("".join(map(_escaped, canary.value)), re.IGNORECASE)


def _escaped(character: str) -> str:
    """The character, or its URL or JSON escape."""
    if character.isalnum():
        return re.escape(character)
    code = ord(character)
    return rf"(?:{re.escape(character)}|%{code:02x}|\\u{code:04x})"


def _texts(sink: Path | str, skip: Container[str]) -> Iterator[tuple[str, str]]:
    if isinstance(sink, str):
        yield "text", sink
        return
    paths = sorted(path for path in sink.rglob("*") if path.is_file()) if sink.is_dir() else [sink]
    for path in paths:
        if path.name not in skip:
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            # Latin-1 reads any byte, so a database is searched like a text.
            yield str(path), content.decode("latin-1")


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"
