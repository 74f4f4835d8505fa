"""Canaries: values planted where personal data goes in, looked for wherever anything comes out."""

import gzip
import re
from base64 import b64encode
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from pydantic import Field

from sandbox.domain.base import Frozen
from sandbox.domain.personal import PersonalKind
from sandbox.privacy.cards import with_check_digit
from sandbox.privacy.ibans import fake_iban

CanaryKind = Literal[
    "card",
    "mail",
    "phone",
    "key",
    "iban",
    "national_id",
    "birth_date",
    "ip",
    "name",
    "address",
    "value",
]


_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


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


def said_canaries(ordinal: int = 1) -> tuple[Canary, ...]:
    """What a customer might say beside a card, a mail, a phone and a key; 1 to 9,999 differ."""
    return (
        Canary(kind="iban", value=fake_iban(777_000_000 + ordinal, "DE")),
        Canary(kind="national_id", value=f"587-{11 + ordinal % 80:02d}-{1000 + ordinal % 9_000}"),
        Canary(kind="birth_date", value=f"1961-{1 + ordinal % 12:02d}-{1 + ordinal % 28:02d}"),
        Canary(kind="ip", value=f"85.214.{ordinal // 250 % 250 + 1}.{ordinal % 250 + 1}"),
        *(row_canary(kind, ordinal) for kind in ("name", "address")),
    )


def row_canary(kind: PersonalKind, ordinal: int) -> Canary:
    """A canary for a personal column of this kind."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{ordinal:04d}")
    if kind == "name":
        return Canary(kind="name", value=f"Quillon{letters} Vexworth{letters}")
    if kind == "address":
        return Canary(kind="address", value=f"{ordinal} Canaryfeather{letters} Lane")
    of_kind = {"card": "card", "email": "mail", "phone": "phone"}
    planted = {at.kind: at for at in (*canaries(ordinal), *_structured(ordinal))}
    return planted.get(of_kind.get(kind, kind)) or Canary(
        kind="value", value=f"canary-value-{letters}"
    )


def _structured(ordinal: int) -> tuple[Canary, ...]:
    return tuple(at for at in said_canaries(ordinal) if at.kind not in ("name", "address"))


def leaks(
    sinks: Iterable[Path | str] | Path | str,
    planted: Iterable[Canary],
    skip: Container[str] = ("vault.json", "unsent.json"),
) -> list[Leak]:
    """Every canary in any of the files, folders (with all below) and texts, however spelt.

    Found are other separators between characters, any case, JSON and URL escapes, Base64 (also
    inside more of it) and hexadecimal; `.gz` files are opened. `skip`: names of files that may hold real values. Raises `OSError` for a path that
    can't be read.
    """  # noqa: E501
    shapes = [(at, _signs(at.kind, at.value), _shape(at.kind, at.value)) for at in planted]
    sinks = [sinks] if isinstance(sinks, Path | str) else sinks
    found: list[Leak] = []
    for sink in sinks:
        for name, text in _texts(sink, skip):
            squeezed = _squeezed(text)
            for canary, signs, shape in shapes:
                # Cheap first: a shape takes a hundred times as long, and nearly all find nothing.
                if not any(sign in squeezed for sign in signs):
                    continue
                found += (
                    Leak(sink=name, kind=canary.kind, where=_place(text, match.start()))
                    for match in shape.finditer(text)
                )
    return found


def _squeezed(text: str) -> str:
    """The letters and digits of the text as it is, and as it is without its escapes."""
    folded = text.casefold()
    plain = _UNICODE_ESCAPE.sub(lambda at: chr(int(at[1], 16)), unquote(folded))
    forms = (folded,) if plain == folded else (folded, plain)
    return " ".join("".join(filter(str.isalnum, form)) for form in forms)


@lru_cache(maxsize=4_096)
def _shape(kind: CanaryKind, value: str) -> re.Pattern[str]:
    """What matches a canary in every spelling that is looked for."""
    return re.compile("|".join((_plain(kind, value), *_encoded(value))), re.IGNORECASE)


@lru_cache(maxsize=4_096)
def _signs(kind: CanaryKind, value: str) -> tuple[str, ...]:
    """What a squeezed text has of the canary, in one of its forms."""
    plain = "".join(filter(str.isalnum, value)).casefold()
    plain = plain[-10:] if kind == "phone" else plain
    encoded = ("".join(filter(str.isalnum, text)) for text in _written(value))
    return (plain, *(text.casefold() for text in encoded))


def _plain(kind: CanaryKind, value: str) -> str:
    if kind in ("card", "phone", "national_id", "iban"):
        signs = "".join(filter(str.isalnum, value))
        # A phone's country code is often left out.
        signs = signs[-10:] if kind == "phone" else signs
        return r"(?:[\s().\-/]|%20|\\u00a0){0,3}".join(signs)
    return r"[\s\-]{0,2}?".join(map(_escaped, value))


def _encoded(value: str) -> Iterator[str]:
    for text in _written(value):
        yield re.escape(text).replace(r"\+", r"[+\-]").replace("/", "[/_]")


def _written(value: str) -> Iterator[str]:
    """The value in hexadecimal, and in Base64 at each of the three places it may begin at.

    Characters at the ends that depend on what stands beside the value are left out (RFC 4648).
    """
    data = value.encode()
    yield data.hex()
    for lead in range(3):
        text = b64encode(b"\0" * lead + data).decode().rstrip("=")
        last = len(text) - (0 if (lead + len(data)) % 3 == 0 else 1)
        yield text[(0, 2, 3)[lead] : last]


def _escaped(character: str) -> str:
    """The character, or its URL or JSON escape."""
    if character.isalnum():
        return character
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
