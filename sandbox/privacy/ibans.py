"""IBANs (ISO 13616): country, check digits and a length and structure that fit the country."""

import re
from collections.abc import Iterator
from functools import lru_cache

_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?=[ \u00a0-]?[A-Za-z0-9]{4})")
_FIELD = re.compile(r"(\d+)!([nac])")
_CLASSES = {"n": "[0-9]", "a": "[A-Za-z]", "c": "[A-Za-z0-9]"}


def find_ibans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every valid IBAN, in one piece or in groups."""
    for start in _START.finditer(text):
        shape = _shape(start[0][:2].upper())
        spelled = shape.match(text, start.end()) if shape else None
        if spelled and is_iban(text[start.start() : spelled.end()]):
            yield start.start(), spelled.end()


@lru_cache(maxsize=1024)  # of pairs of letters only
def _shape(country: str) -> re.Pattern[str] | None:
    """What follows the check digits in this country, None where there are no IBANs."""
    fields = "".join(
        rf"(?:[ \u00a0-]?{_CLASSES[kind]}){{{count}}}" for count, kind in _fields(country)
    )
    return re.compile(rf"{fields}(?![A-Za-z0-9])") if fields else None


def is_iban(text: str) -> bool:
    """Whether check digits and structure are right; the bank's own check digits don't matter."""
    from stdnum import iban

    return iban.is_valid(text.replace("\u00a0", ""), check_country=False)


def _fields(country: str) -> tuple[tuple[int, str], ...]:
    from stdnum import numdb

    parts = numdb.get("iban").info(country)
    described = parts[0][1].get("bban", "") if parts else ""
    return tuple((int(count), kind) for count, kind in _FIELD.findall(described))


def fake_iban(ordinal: int, like: str) -> str:
    """The `ordinal`-th fake account of the country of `like` (DE when unknown), in its layout."""
    compact = "".join(c for c in like if c.isalnum())
    country = compact[:2].upper() if _fields(compact[:2].upper()) else "DE"
    bban = _filled(_fields(country), ordinal)
    check = 98 - int("".join(str(int(c, 36)) for c in f"{bban}{country}00")) % 97
    fake = f"{country}{check:02d}{bban}"
    gap = next((c for c in like if not c.isalnum()), "")
    return gap.join(fake[at : at + 4] for at in range(0, len(fake), 4)) if gap else fake


def _filled(fields: tuple[tuple[int, str], ...], ordinal: int) -> str:
    """Letters as X, digits from the ordinal, which ends at the right."""
    shape = "".join(kind * count for count, kind in fields)
    rest = list(str(ordinal).zfill(len(shape) - shape.count("a")))
    rest = rest[len(rest) - (len(shape) - shape.count("a")) :]
    digits = iter(rest)
    return "".join("X" if kind == "a" else next(digits) for kind in shape)
