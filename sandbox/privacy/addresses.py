"""Postal addresses in free text: a core that only addresses have, and what belongs to it.

A core is a street with its house number, in the order of the country that writes it, a box, or a
town with its postal code; around it stand flats, towns, codes and countries, on up to five lines.
No gazetteer of streets: an address without such a core is found only when the back-end knows it.
"""

import re
from collections.abc import Iterator
from functools import partial

from sandbox.privacy.address_look import Look
from sandbox.privacy.address_tail import tail
from sandbox.privacy.address_tokens import Token
from sandbox.privacy.address_words import (
    BEFORE_NAME,
    COUNTRIES,
    ENDS,
    PERHAPS_STREET,
    STATES,
    STREET,
    UNIT,
)
from sandbox.privacy.windows import matches_around

LONGEST = 300
"""Characters of the longest address; a piece of a text reaches further than that."""

_TOKEN = re.compile(r"[Cc]/|[^\W_]+(?:['’\-/.][^\W_]+)*\.?")
_BOX = re.compile(
    r"(?<!\w)(?:P\.?[ ]?O\.?[ ]?Box|(?:PSC|Unit|CMR)[ ]\d{1,5},?[ ]Box|GPO[ ]Box|Locked[ ]Bag|Private"  # noqa: E501
    r"[ ]Bag|Postfach|Postbus|Postboks|Postbox|Box|Bo[iî]te[ ]postale|B\.?P\.?|Apartado(?:[ ]de[ ]"
    r"[Cc]orreos)?|Casella[ ]postale|Caixa[ ]postal|Skrytka[ ]pocztowa)[ ](?:n[º°.]?[ ])?\d{1,6}"
    r"(?!\w)",
    re.IGNORECASE,
)
_PLAIN_BOX = re.compile(r"(?:box|b\.?p\.?)\b", re.IGNORECASE)
_MILITARY = re.compile(r"(?<!\w)(?:[AFD]PO) A[AEP] \d{5}(?!\w)", re.IGNORECASE)
_EAST_ASIAN = re.compile(
    r"〒 ?\d{3}-?\d{4}(?:[ \n]?[\u3040-\u30ff\u4e00-\u9fff]{2,}[\w\-ー−丁目番地号 ]{0,40}\d)?|"
    r"[\u4e00-\u9fff]{2,4}(?:都|道|府|県|省|市)[\u3040-\u30ff\u4e00-\u9fff]{1,20}"
    r"[\d０-９]{1,5}(?:[-−号弄室楼丁目番地\d０-９]{0,20})|"  # noqa: RUF001
    r"[가-힣]{2,7}(?:시|도) [가-힣 ]{2,20}(?:로|길) ?\d{1,4}(?:-\d{1,4})?"
)
_WITH_CODE = re.compile(
    rf"(?<![\w'’-])(?:[^\W\d_a-z][\w'’.-]{{1,30}} ){{0,2}}[^\W\d_a-z][\w'’.-]{{1,30}},? "
    rf"(?:{'|'.join(sorted(STATES))}),? \d{{5}}(?:-\d{{4}})?(?![\w-])|"
    r"(?<![\w#-])(?:GIR 0AA|(?:[A-PR-UWYZ]\d[A-HJKPSTUW\d]?|[A-PR-UWYZ][A-HK-Y]\d[A-HJKMNPR-Y\d]?)"
    r" \d[ABD-HJLNP-UW-Z]{2})(?![\w-])|"
    r"(?<![\w#-])[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d(?![\w-])"
)
_CODE = re.compile(r"\d(?<=[ ]\d)(?:\d{4}|[A-Z][A-Z\d])")
"""What every match of `_WITH_CODE` has: most texts have none, and one search tells."""
_LONGEST_CODED = 128
"""Characters of the longest town with its code, and more than a sign behind it."""
_DIGITS = re.compile(r"\d+")
_BLANK = re.compile(r"\s")
_token = partial(tuple.__new__, Token)
"""As `Token`, in half the time: a text has hundreds."""
_REACH = 120
"""Characters between a core's digits and the farthest of its words."""


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every postal address; they may overlap."""
    for start, end in _cores(text):
        reach = min(tail(text, end), start + LONGEST)
        # The dot of "St." at the end may as well be that of the sentence: it stays.
        yield start, reach - (text[reach - 1] == ".")


def _cores(text: str) -> Iterator[tuple[int, int]]:
    if not text.isascii():
        yield from (match.span() for match in _EAST_ASIAN.finditer(text))
    is_small = text == text.lower()
    for start, end in _stretches(text):
        # In the whole text, for what stands around counts too; only the words are fewer.
        tokens = [
            _token((*at.span(), word := at[0], word.rstrip(".").lower()))
            for at in _TOKEN.finditer(text, start, end)
        ]
        yield from _cores_among(text, start, end, tokens, is_small)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The parts around digits, from blank to blank: there is no core without one."""
    begun = done = -1
    for digits in _DIGITS.finditer(text):
        if begun < 0 or digits.start() - _REACH > done:
            if begun >= 0:
                yield begun, done
            begun = _blank(text, max(0, digits.start() - _REACH))
        done = _blank(text, min(len(text), digits.end() + _REACH))
    if begun >= 0:
        yield begun, done


def _blank(text: str, at: int) -> int:
    """The next blank from here on, or the end of the text or of a reach without any."""
    blank = _BLANK.search(text, at, at + _REACH) if 0 < at < len(text) else None
    return blank.start() if blank else (0 if at <= 0 else min(len(text), at + _REACH))


def _cores_among(
    text: str, start: int, end: int, tokens: list[Token], is_small: bool
) -> Iterator[tuple[int, int]]:
    words = {token.word for token in tokens}
    if "box" in words or not words.isdisjoint(_BOX_WORDS):
        yield from _boxes(text, start, end)
    if "apo" in words or "fpo" in words or "dpo" in words:
        yield from (match.span() for match in _MILITARY.finditer(text, start, end))
    coded = matches_around(_WITH_CODE, _CODE, _LONGEST_CODED, text, start, end)
    yield from (match.span() for match in coded)
    look = Look(text, tokens, is_small)
    for at, token in enumerate(tokens):
        word = token.word
        if word in _TELLING or word[:1].isdigit() or (len(word) > 5 and word.endswith(_ENDS)):
            span = look.core(at, token)
            if span:
                yield span


_BOX_WORDS = frozenset(
    "postfach postbus postboks postbox boîte boite bp b.p apartado casella caixa skrytka locked "  # noqa: SIM905
    "private gpo".split()
)


def _boxes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _BOX.finditer(text, start, end):
        # "Box 4" alone is a box of anything; with a code or a town after it, it is an address.
        if not _PLAIN_BOX.match(match[0]) or tail(text, match.end()) > match.end():
            yield match.span()


_TELLING = STREET | BEFORE_NAME | PERHAPS_STREET | UNIT | COUNTRIES | {"c/"}
_ENDS = (*ENDS, "str")
