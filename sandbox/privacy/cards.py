"""Payment cards: 12 to 19 digits that start like a brand and pass the Luhn check.

Prefixes and lengths: ISO/IEC 7812-1 and the brands' published ranges.
"""

import re
from collections.abc import Iterator

from sandbox.privacy.cues import before, says_card, says_id
from sandbox.privacy.digits import Run, ascii_digits, windows

_SIXTEEN_UP = (16, 17, 18, 19)

_BRANDS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("visa", r"4", (13, 16, 19)),
    ("amex", r"3[47]", (15,)),
    ("mastercard", r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", (16,)),
    ("diners", r"30[0-59]|3[68]", (14, 16, 17, 18, 19)),
    ("jcb", r"35", _SIXTEEN_UP),  # issued are 3528 to 3589; test sets use all
    ("jcb15", r"2131|1800", (15,)),
    ("discover", r"6011|65|64[4-9]", _SIXTEEN_UP),
    ("unionpay", r"62|81", _SIXTEEN_UP),
    ("mir", r"220[0-4]", _SIXTEEN_UP),
    ("maestro", r"50|5[6-8]|6304|6390|67|0604", (12, 13, 14, 15, *_SIXTEEN_UP)),
)
_PREFIXES = tuple((name, re.compile(prefix), lengths) for name, prefix, lengths in _BRANDS)

_TEST_IIN = {
    "visa": "411111",
    "amex": "378282",
    "mastercard": "555555",
    "diners": "305693",
    "jcb": "353011",
    "jcb15": "213100",
    "discover": "601111",
    "unionpay": "620000",
    "mir": "220000",
    "maestro": "675964",
}

_ONE_GAP = frozenset(" -.\u00a0\u202f\u2010\u2011\u2012\u2013\t")
_FRACTION = re.compile(r"\d[.,]")
_ODD = str.maketrans("0123456789", "0246813579")


def brand(digits: str) -> str:
    """The brand whose prefix and length fit, or an empty string."""
    for name, prefix, lengths in _PREFIXES:
        if len(digits) in lengths and prefix.match(digits):
            return name
    return ""


def luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1 annex B over ASCII digits."""
    return _luhn_sum(digits[::-1]) % 10 == 0


def _luhn_sum(backwards: str) -> int:
    return sum(map(int, backwards[::2])) + sum(map(int, backwards[1::2].translate(_ODD)))


def with_check_digit(payload: str) -> str:
    """The digits and the one that makes them pass the Luhn check."""
    return payload + str(-_luhn_sum("0" + payload[::-1]) % 10)


def is_card(digits: str) -> bool:
    """Whether these ASCII digits are a card number some brand could have issued."""
    return 12 <= len(digits) <= 19 and bool(brand(digits)) and luhn(digits)


def find_cards(text: str, found: list[Run], cue: str = "") -> Iterator[tuple[int, int]]:
    """Start and end of every card number; groups may be parted by one space, dash or dot.

    Twelve digits are one only if the words before (`cue` first) don't announce another number.
    """
    for groups in found:
        first = 0
        while first < len(groups):
            last = _card_from(text, groups, first, cue)
            if last is not None:
                yield groups[first].start, groups[last].end
            first = first + 1 if last is None else last + 1


def _card_from(text: str, groups: Run, first: int, cue: str) -> int | None:
    start = groups[first].start
    if _FRACTION.match(text, max(0, start - 2), start):
        return None
    for last, digits in windows(groups, first, 12, 19):
        if is_card(digits) and _is_whole(text, groups, first, last):
            words = before(text, start, cue)
            return last if len(digits) > 12 or says_card(words) or not says_id(words) else None
    return None


def _is_whole(text: str, groups: Run, first: int, last: int) -> bool:
    """Whether single gaps hold the groups together and no letter is glued to the end."""
    gaps = (text[groups[at].end : groups[at + 1].start] for at in range(first, last))
    after = text[groups[last].end : groups[last].end + 1]
    return all(gap in _ONE_GAP for gap in gaps) and not (after.isascii() and after.isalnum())


def fake_card(ordinal: int, like: str) -> str:
    """The `ordinal`-th test number of the brand, length and layout of `like` (Visa when unknown).

    From the brands' test ranges; differs for every ordinal below 100,000.
    """
    digits = ascii_digits(like)
    name = brand(digits)
    room = (len(digits) if name else 16) - 7
    body = _TEST_IIN[name or "visa"] + str(ordinal).zfill(room)[-room:]
    fake = with_check_digit(body)
    return _laid_out(fake, like) if name else fake


def _laid_out(fake: str, like: str) -> str:
    """The digits of `fake` in the spaces and dashes of `like`."""
    rest = iter(fake)
    return "".join(next(rest) if c.isdecimal() else c for c in like)
