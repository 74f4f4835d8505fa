"""Amounts as people write them, as a decimal string with two places; or refused."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from sandbox.domain.base import JSON

_SYMBOLS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_SYMBOL: Final = "".join(_SYMBOLS)
_WITH_CURRENCY: Final = re.compile(
    rf"(?P<before>[{_SYMBOL}]|[A-Z]{{3}})?\s*(?P<number>[+-]?[0-9][0-9.,' \u00a0\u202f]*?)\s*"
    rf"(?P<after>[{_SYMBOL}]|[A-Z]{{3}}|[Ee]uros?|[Dd]ollars?)?"
)
_WORDS: Final = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD"}

_PLAIN: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]{1,2})?")
_COMMA_GROUPS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,2}")
_POINT_GROUPS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")
_OTHER_GROUPS: Final = re.compile(
    r"[+-]?[0-9]{1,3}(?:[' \u00a0\u202f][0-9]{3})+(?:[.,][0-9]{1,2})?"
)
_MOST_DIGITS: Final = 15


def currency_code(word: str, codes: Sequence[str]) -> str:
    """The one of `codes` (ISO 4217) that a sign or a word stands for, "" if it may be another."""
    plain = word.strip().lower()
    found = _SYMBOLS.get(plain) or _WORDS.get(plain, "")
    dollars = [code for code in codes if code.endswith("D") and len(code) == 3]
    if found not in codes or (found == "USD" and len(dollars) > 1):
        return ""
    return found


def money_text(value: JSON, currency: str = "") -> str | None:
    """`"49.90"` for 49.9, `"49,90 €"`, `"EUR 49.90"`; None for what is not exactly one amount.

    `1,234` is refused: a thousand, or one and a bit. So is a currency that is not `currency`
    (ISO 4217), or any when that is "": to drop it could be to change it.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _two_places(repr(value))
    if not isinstance(value, str):
        return None
    match = _WITH_CURRENCY.fullmatch(value.strip())
    if match is None or not _is_ours((match["before"], match["after"]), currency):
        return None
    return _two_places(_point_only(match["number"]))


def _is_ours(words: tuple[str | None, str | None], currency: str) -> bool:
    named = {_SYMBOLS.get(word) or _WORDS.get(word.lower(), word) for word in words if word}
    if currency and "$" in words:
        # A dollar sign is no country: any dollar writes it.
        named = named - {"USD"} | ({currency} if currency.endswith("D") else {"USD"})
    return named <= {currency}


def _point_only(number: str) -> str:
    """The number with a decimal point and no groups, "" when it can be read in two ways."""
    if _PLAIN.fullmatch(number) or _POINT_GROUPS.fullmatch(number):
        return (number if _PLAIN.fullmatch(number) else number.replace(".", "")).replace(",", ".")
    if _COMMA_GROUPS.fullmatch(number):
        return number.replace(",", "")
    if _OTHER_GROUPS.fullmatch(number):
        return re.sub(r"[' \u00a0\u202f]", "", number).replace(",", ".")
    return ""


def _two_places(number: str) -> str | None:
    try:
        exact = Decimal(number)
    except InvalidOperation:
        return None
    if not exact.is_finite() or abs(exact) >= 10**_MOST_DIGITS:
        return None
    rounded = exact.quantize(Decimal("0.01"))
    return f"{rounded:f}" if rounded == exact else None
