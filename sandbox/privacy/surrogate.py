"""Fakes that stand in a recording where a personal value was: valid, of its kind, and nobody's."""

import re
from collections.abc import Callable, Iterator

from sandbox.domain.personal import PersonalKind
from sandbox.privacy.cards import fake_card
from sandbox.privacy.ibans import fake_iban
from sandbox.privacy.kinds import placeholder
from sandbox.privacy.national import SSN
from sandbox.privacy.reserved import fake_phone

# RFC 2606 sets these aside.
_DOMAINS = ("example.com", "example.net", "example.org")

_FIRST = (
    *("Ada", "Ben", "Cleo", "Dora", "Emil", "Flora", "Gus", "Hilda", "Igor", "Jana", "Kurt"),
    *("Lena", "Milo", "Nora", "Otto", "Petra", "Quinn", "Rhea", "Sven", "Thea", "Ugo", "Vera"),
    *("Wim", "Xenia", "Yuri", "Zora"),
)
# No surname of anybody: by this beginning a fake name is found again without a list of names.
_LAST = tuple(
    f"Sample{end}"
    for end in ("berg", "bury", "by", "dale", "field", "ford", "gate", "ham", "hurst", "ley", "ton")
)
_NAME = re.compile(r"(?<!\w)(?:[A-Z][a-z]{1,5} ){1,2}Sample[a-z]{2,5}(?!\w)")
_VALUE = re.compile(r"(?<![\w-])sample-value-\d{1,9}(?![\w-])")


def surrogate(kind: PersonalKind, ordinal: int, like: str, region: str = "US") -> str:
    """The `ordinal`-th (from 1) fake of a kind, found again by the same rule as the value.

    Of `like`, the value, it keeps a card's brand, length and layout, an IBAN's country, length and
    layout, a phone's country, and nothing else. Different ordinals give different fakes.
    """
    if kind == "phone":
        return fake_phone(ordinal, like, region)
    return _MAKERS[kind](ordinal, like)


def find_surrogates(text: str) -> Iterator[tuple[PersonalKind, list[tuple[int, int]]]]:
    """Fake names and values, which no other detector would know: start and end by kind."""
    if "Sample" in text:
        yield "name", [match.span() for match in _NAME.finditer(text)]
    if "sample-value-" in text:
        yield "value", [match.span() for match in _VALUE.finditer(text)]


def _fake_email(ordinal: int, like: str) -> str:
    return f"sample{ordinal}@{_DOMAINS[ordinal % 3]}"


def _fake_address(ordinal: int, like: str) -> str:
    unit, number = divmod(ordinal, 99_999)
    return f"{number + 1} Example Street" + (f", Apt {unit}" if unit else "")


def _fake_literal(ordinal: int, like: str) -> str:
    return placeholder("literal", ordinal)


def _fake_name(ordinal: int, like: str) -> str:
    rest, last = divmod(ordinal - 1, len(_LAST))
    middle, first = divmod(rest, len(_FIRST))
    names = [_FIRST[first], _LAST[last]]
    if middle:
        names.insert(1, _FIRST[(middle - 1) % len(_FIRST)])
    return " ".join(names)


def _fake_value(ordinal: int, like: str) -> str:
    """A US social security number from an area that is never given out, or a plain word."""
    if SSN.fullmatch(like):
        rest, serial = divmod(ordinal, 9_999)
        area, group = divmod(rest, 99)
        return f"{900 + area % 100}-{group + 1:02d}-{serial + 1:04d}"
    return f"sample-value-{ordinal}"


_MAKERS: dict[PersonalKind, Callable[[int, str], str]] = {
    "email": _fake_email,
    "card": fake_card,
    "iban": fake_iban,
    "name": _fake_name,
    "address": _fake_address,
    "value": _fake_value,
    "literal": _fake_literal,
}
