"""Dates as people write them, as ISO 8601 (RFC 3339, full-date); or refused."""

import re
from datetime import date
from typing import Final

from sandbox.tools.mends.place import Place, Rules

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAY_MONTH: Final = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?(?P<month>[a-z]{3,9})\.?"
    r"[\s,-]+(?P<year>\d{4})"
)
_MONTH_DAY: Final = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+"
    r"(?P<year>\d{4})"
)
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_TOGETHER: Final = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_POINTS: Final = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")
_SLASHES: Final = re.compile(r"(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<year>\d{4})")
_MIDNIGHT: Final = re.compile(
    r"(?P<date>.+?)(?:t|\s+)00:00(?::00(?:\.0+)?)?\s*(?:z|[+-]00:?00)?", re.IGNORECASE
)


def date_format(place: Place) -> Rules:
    """`20 Nov 2026`, `Nov 20, 2026`, `2026/11/20`, `20.11.2026` are `2026-11-20`.

    Refused: two-digit years, and days and months that could be either (`03/04/2026`).
    """
    if not isinstance(place.value, str | int) or isinstance(place.value, bool):
        return
    if not any(one.get("format") == "date" for one in place.schemas):
        return
    found = date_text(str(place.value))
    if found is not None and found != place.value:
        yield place.replaced("date-format", found)


def date_text(written: str) -> str | None:
    """The date as `2026-11-20`; None for what is not exactly one date of a four-digit year."""
    text = " ".join(written.strip().lower().split())
    if midnight := _MIDNIGHT.fullmatch(text):
        text = midnight["date"]
    for pattern in (_YEAR_FIRST, _TOGETHER, _POINTS, _DAY_MONTH, _MONTH_DAY):
        if match := pattern.fullmatch(text):
            month = _month(match["month"])
            return _iso(int(match["year"]), month, int(match["day"])) if month else None
    if match := _SLASHES.fullmatch(text):
        return _told_apart(int(match["one"]), int(match["two"]), int(match["year"]))
    return None


def _told_apart(one: int, two: int, year: int) -> str | None:
    """Day and month, where only one of the two orders is a date, or both are the same."""
    found = {_iso(year, two, one), _iso(year, one, two)} - {None}
    return found.pop() if len(found) == 1 else None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    found = [number for number, name in enumerate(_MONTHS, 1) if _is_month(text, name)]
    return found[0] if len(found) == 1 else 0


def _is_month(text: str, name: str) -> bool:
    return text == name or text == name[:3] or (text == "sept" and name == "september")


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
