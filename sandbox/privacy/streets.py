"""Street addresses in free text, by house number and a word for a street.

Found where the writing is plain (`12 Main Street, Apt 4, Springfield, IL 62704`, `P.O. Box 12`,
`Hauptstraße 5, 10115 Berlin`), also across lines. No gazetteer: an address without such a word is
found only when the back-end knows it.
"""

import re
from collections.abc import Iterator

_SURE = r"street|st|avenue|ave|road|rd|boulevard|blvd|lane|terrace|crescent|highway|hwy|parkway"
_UNSURE = r"drive|dr|way|place|pl|court|ct|square|sq|circle|close|gardens|row|walk|alley|ln|trail"
# [^\W\d_a-z]: a capital, or any letter that is not ASCII.
_CAPITAL = r"[^\W\d_a-z][\w'’.-]{0,30}"
_NAME = rf"(?:{_CAPITAL}|\d{{1,5}}(?:st|nd|rd|th)?)"
_UNIT = r"(?:apt|apartment|suite|ste|unit|flat|floor)\.?\s?#?\d{1,5}[A-Za-z]?(?!\w)"
_CITY = rf"(?:,?\s{{1,3}}{_CAPITAL}(?:\s{_CAPITAL}){{0,2}})"
_ZIP = r"(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?!\w)"
_PLACE = rf"(?P<zip>{_CITY}?\s{{0,3}},?\s{{1,3}}(?:[A-Z]{{2}}[ ,\n]{{1,3}})?{_ZIP})?"
_ENGLISH = re.compile(
    rf"(?<![\w.,/-])\d{{1,5}}[A-Za-z]?,? (?:{_NAME} ){{1,4}}"
    rf"(?:(?P<sure>(?i:{_SURE}))|(?P<unsure>(?i:{_UNSURE})))(?!\w)\.?"
    rf"(?P<unit>,?\s{{1,3}}(?:(?i:{_UNIT})|#\s?\d{{1,5}}))?{_PLACE}"
)
_WITH_UNIT = re.compile(
    rf"(?<![\w.,/-])\d{{1,5}}[A-Za-z]? (?:{_NAME},? ){{1,6}}(?i:{_UNIT}){_PLACE}"
)
_UNIT_ALONE = re.compile(rf"(?<!\w)(?i:apt|apartment|suite)\.? \d{{1,5}}(?!\w){_PLACE}")
_GERMAN = re.compile(
    r"(?<!\w)[A-ZÄÖÜ][\w.-]{0,30}(?:straße|strasse|str\.|gasse|allee|weg|platz) \d{1,4} ?[a-z]?"
    r"(?!\w)(?:,? \d{5} [A-ZÄÖÜ][\w-]{1,30})?"
)
_BOX = re.compile(
    rf"(?<!\w)(?i:P\.? ?O\.? Box|(?:PSC|Unit) \d{{1,5}},? Box) \d{{1,6}}(?!\w){_PLACE}"
)
_MILITARY = re.compile(r"(?<!\w)(?:[AFD]PO) A[AEP] \d{5}(?!\w)")
_WORDS = frozenset(f"{_SURE}|{_UNSURE}|apt|apartment|suite|ste|unit|flat|floor".split("|"))
_WORD = re.compile(r"[a-z]+")
_GERMAN_END = re.compile(r"[e.gz] \d")
_CUE = re.compile(
    r"\b(?:address|liv(?:e|es|ing) (?:at|in|on)|ship(?:ped|ping)? (?:it )?to|located at|moved to|"
    r"deliver(?:ed|y)? (?:it )?to|send (?:it |this )?to)\b[^\d]{0,20}$",
    re.IGNORECASE,
)


def find_streets(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every street address; they may overlap."""
    for shape in _worth_trying(text):
        for match in shape.finditer(text):
            if shape is not _ENGLISH:
                yield match.span()
            elif match["sure"] or match["unit"] or match["zip"] or _has_cue(text, match.start()):
                # The dot of "St." at the end may as well be that of the sentence: it stays.
                yield match.start(), match.end() - match[0].endswith(".")


def _worth_trying(text: str) -> Iterator[re.Pattern[str]]:
    """The shapes of which a needed part is there: cheap looks instead of six dear searches."""
    plain = text.casefold()
    if _GERMAN_END.search(plain):
        yield _GERMAN
    if "box" in plain:
        yield _BOX
    if "po a" in plain:
        yield _MILITARY
    if not _WORDS.isdisjoint(_WORD.findall(plain)):
        yield from (_WITH_UNIT, _UNIT_ALONE, _ENGLISH)


def _has_cue(text: str, start: int) -> bool:
    return _CUE.search(text, max(0, start - 48), start) is not None
