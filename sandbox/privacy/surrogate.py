"""Fakes that stand in a recording where a personal value was: valid, of its kind, and nobody's."""

import re
from collections.abc import Callable, Iterator

from sandbox.domain.personal import PersonalKind
from sandbox.privacy.births import fake_birth, find_fake_births
from sandbox.privacy.cards import fake_card
from sandbox.privacy.ibans import fake_iban
from sandbox.privacy.kinds import placeholder
from sandbox.privacy.national import fake_national_id
from sandbox.privacy.net import fake_ip
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
_ADDRESS = re.compile(r"(?<![\w-])\d{1,5} Example (?:Street|Lane)(?:, Apt \d{1,5})?(?!\w)")
_NATIONAL_ID = re.compile(r"9(?<![\w-].)\d\d-\d\d-\d{4}(?![\w-])", re.ASCII | re.DOTALL)


def surrogate(kind: PersonalKind, ordinal: int, like: str, region: str = "US") -> str:
    """The `ordinal`-th (from 1) fake of a kind, found again by the same rule as the value.

    Of `like`, the value, it keeps a card's brand, length and layout, an IBAN's country, length and
    layout, a phone's country, and nothing else. Different ordinals give different fakes.
    """
    if kind == "phone":
        return fake_phone(ordinal, like, region)
    return _MAKERS[kind](ordinal, like)


def find_surrogates(text: str) -> Iterator[tuple[PersonalKind, list[tuple[int, int]]]]:
    """Fakes that the detector of their kind would not know, or not know where they end, by kind.

    In a replay they stand where the value stood: whatever their detector would take along, it did
    not take along then.
    """
    if "Sample" in text:
        yield "name", [match.span() for match in _NAME.finditer(text)]
    if "sample-value-" in text:
        yield "value", [match.span() for match in _VALUE.finditer(text)]
    if "Example " in text:
        yield "address", [match.span() for match in _ADDRESS.finditer(text)]
    if "-" in text:
        yield "birth_date", list(find_fake_births(text))
        yield "national_id", [match.span() for match in _NATIONAL_ID.finditer(text)]


def is_fake_name(text: str) -> bool:
    """Whether `text` is a name of ours, of which no part is anybody's."""
    return _NAME.fullmatch(text) is not None


def _fake_email(ordinal: int, like: str) -> str:
    return f"sample{ordinal}@{_DOMAINS[ordinal % 3]}"


def _fake_address(ordinal: int, like: str) -> str:
    """It has the word "street" if the value has: a field may be called so, and be spoken of."""
    unit, number = divmod(ordinal, 99_999)
    street = "Street" if "street" in like.lower() else "Lane"
    return f"{number + 1} Example {street}" + (f", Apt {unit}" if unit else "")


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
    return f"sample-value-{ordinal}"


_MAKERS: dict[PersonalKind, Callable[[int, str], str]] = {
    "email": _fake_email,
    "card": fake_card,
    "iban": fake_iban,
    "national_id": fake_national_id,
    "ip": fake_ip,
    "birth_date": fake_birth,
    "name": _fake_name,
    "address": _fake_address,
    "value": _fake_value,
    "literal": _fake_literal,
}
