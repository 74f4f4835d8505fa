"""Phone numbers: valid ones of any country, and whatever stands beside a word for a phone.

What makes a run of digits a phone number, in this order: a plus sign; a plan of the pack's region
that it fits; a word before or after it. A date, a price, an address on the net or the number of an
order is none.
"""

import re
from collections.abc import Iterator

from sandbox.privacy.cues import before, says_id, says_phone
from sandbox.privacy.digits import Run, windows

_EXTENSION = re.compile(r"[ \t]{0,2}(?:x|ext\.?|extension)[ \t]{0,2}\d{1,6}(?![A-Za-z0-9])", re.I)
_OPENING = re.compile(r"(?:\+[ (]{0,2}|\(\+?)$")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d|"
    r"(?:19|20)\d\d ?[-\u2013/] ?(?:19|20)\d\d)(?!\d)"
)
_NET_ADDRESS = re.compile(r"(?=.*(?:^|\.)(?:\d|\d{3})(?:\.|$))\d{1,3}(?:\.\d{1,3}){3}$")
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF)) ?-?$")
_MONEY_AFTER = re.compile(r" ?(?:[$€£¥₹%]|(?:USD|EUR|GBP|CHF)\b)")
_GOES_ON = re.compile(r"[,:]\d{1,3}(?!\d)")  # 1.234.567,89
_NANP_LAYOUT = re.compile(r"(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}$")
_GLUED = re.compile(r"[-/_][A-Za-z]")
_WIDE_GAP = re.compile(r"[\s/()]")

_TRIES = 4_000
"""Numbers of one text that are checked against their plan; further ones count as phones unseen."""


def find_phones(
    text: str, found: list[Run], region: str, cue: str = ""
) -> Iterator[tuple[int, int]]:
    """Start and end of every phone number.

    `region`: two letters, for numbers without a plus. `cue`: words to think of before the text.
    """
    if not found:
        return  # and phonenumbers is not even loaded
    plan = _Plan(region, cue)
    for groups in found:
        first = 0
        while first < len(groups):
            span, last = _phone_from(text, groups, first, plan)
            if span:
                yield span
            first = last + 1


def _phone_from(
    text: str, groups: Run, first: int, plan: "_Plan"
) -> tuple[tuple[int, int] | None, int]:
    for last, digits in windows(groups, first, 7, 15):
        if not _stands_alone(text, groups, first, last):
            continue
        start, end = groups[first].start, groups[last].end
        opening = _OPENING.search(text, max(0, start - 3), start)
        start = opening.start() if opening else start
        extension = _EXTENSION.match(text, end)
        if extension is None and text[end : end + 1].isascii() and text[end : end + 1].isalpha():
            continue
        if extension is None and _GLUED.match(text, end):
            continue
        if _is_phone(text, start, end, digits, plan):
            return (start, extension.end() if extension else end), last
    return None, first


def _stands_alone(text: str, groups: Run, first: int, last: int) -> bool:
    """Whether the window is the whole run or parted from the rest by more than a dash or dot."""
    is_first, is_last = first == 0, last + 1 == len(groups)
    left = is_first or _WIDE_GAP.search(text, groups[first - 1].end, groups[first].start)
    right = is_last or _WIDE_GAP.search(text, groups[last].end, groups[last + 1].start)
    return bool(left and right)


def _is_phone(text: str, start: int, end: int, digits: str, plan: "_Plan") -> bool:
    number = text[start:end]
    if _is_something_else(text, start, end, number):
        return False
    if number.startswith(("+", "(+")):
        return plan.is_possible("+" + digits)
    words = before(text, start, plan.cue)
    has_cue = says_phone(words, text, end)
    is_foreign = digits.startswith("00") and plan.is_valid("+" + digits[2:])
    if has_cue or is_foreign or (plan.is_nanp and _NANP_LAYOUT.match(number)):
        return True
    # The plan last: to ask it costs a hundred times the rest, and ids of goods are everywhere.
    if says_id(words) or not (_is_grouped(number) or plan.tells_bare(digits)):
        return plan.passes_over()
    return plan.is_valid(digits)


def _is_something_else(text: str, start: int, end: int, number: str) -> bool:
    """A date, an amount, an address on the net, or the whole part of a decimal number."""
    return bool(
        _DATE.search(number)
        or _NET_ADDRESS.match(number)
        or _MONEY_BEFORE.search(text, max(0, start - 6), start)
        or _MONEY_AFTER.match(text, end)
        or (number.replace(".", "").isdecimal() and _GOES_ON.match(text, end))
    )


def _is_grouped(number: str) -> bool:
    """Whether there are two to six groups and all but a leading one have two digits or more."""
    groups = re.findall(r"\d+", number)
    return 2 <= len(groups) <= 6 and all(len(group) >= 2 for group in groups[1:])


class _Plan:
    """The numbering plans, asked at most `_TRIES` times a text: a flood is masked, not checked."""

    def __init__(self, region: str, cue: str) -> None:
        import phonenumbers

        self.cue = cue
        self._numbers = phonenumbers
        self._region = region
        self._tries = 0
        self.is_nanp = phonenumbers.country_code_for_region(region) == 1
        self._trunk = phonenumbers.phonenumberutil.ndd_prefix_for_region(region, True) or ""

    def is_valid(self, digits: str) -> bool:
        return self._ask(digits, self._numbers.is_valid_number)

    def is_possible(self, digits: str) -> bool:
        return self._ask(digits, self._numbers.is_possible_number)

    def passes_over(self) -> bool:
        """False, of a number that need not be asked about; it counts as one of the tries."""
        self._tries += 1
        return False

    def tells_bare(self, digits: str) -> bool:
        """Whether digits without any gap show by themselves that they are a phone number."""
        return self.is_nanp or bool(self._trunk and digits.startswith(self._trunk))

    def _ask(self, digits: str, question) -> bool:
        self._tries += 1
        if self._tries > _TRIES:
            return len(digits) >= 9
        try:
            return question(self._numbers.parse(digits, self._region))
        except self._numbers.NumberParseException:
            return False
