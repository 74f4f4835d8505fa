"""What may follow the core of an address: flat, town, state, postal code, country, line by line."""

import re

from sandbox.privacy.address_words import COUNTRIES, NOT_A_TOWN, PARTICLES, STATES, ZIP

_MOST_PARTS = 9
_SEPARATOR = re.compile(
    r"[.]?(?:[ \t]*,?[ \t]*\n[\s>?*|]{0,6},?[ \t]*|[ \t]*,[ \t]*|[ \t]*[-–·][ \t]+|[ \t]{1,2})"
)
_UNIT = re.compile(
    r"(?:(?:apt|apartment|suite|ste|unit|flat|floor|room|rm|bldg|building|appt|apto|depto|wohnung|"
    r"stock|etage|piso|lgh|кв|кв\.|box)\b\.?[ ]?(?:no\.?[ ]?)?#?[ ]?[A-Za-z]?\d{1,5}[A-Za-z]?|#[ ]?\d{1,5}|"  # noqa: E501
    r"\d{1,3}(?:st|nd|rd|th|º|ª|\.)[ ]?(?:floor|stock|etage|og|tv|th|[A-Z]\b)?|top \d{1,3}|[A-Z] \d{1,3})(?!\w)",  # noqa: E501
    re.IGNORECASE,
)
_CODE = re.compile(ZIP)
_SMALL_CODE = re.compile(ZIP, re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-])*(?!\w)")
_STATE = re.compile(rf"(?:{'|'.join(sorted(STATES))}|[A-Z]{{2,3}}|nan)(?![\w])")
_ENDS = re.compile(
    r"(?:[ \t]*[.,;!?)\"\n]|[ \t]*$|[ \t]+(?:and|und|et|y|last|this|before|by|please|on)\b)"
)


def tail(text: str, end: int) -> int:
    """Where the address whose core ends at `end` ends."""
    reach, had_code = end, False
    is_small = text[max(0, end - 40) : end + 60].islower()
    for _ in range(_MOST_PARTS):
        gap = _SEPARATOR.match(text, reach)
        if gap is None:
            break
        is_apart = gap[0].strip(" \t") != ""
        # A full stop that nothing but a space follows ends a sentence.
        if gap[0].startswith(".") and "," not in gap[0] and "\n" not in gap[0]:
            is_apart = False
        is_apart = is_apart or had_code
        after = _part(text, gap.end(), is_apart, "\n" in gap[0], is_small)
        if after <= gap.end():
            break
        # "10115 Berlin": after a code a town needs no comma.
        had_code = _CODE.fullmatch(text, gap.end(), after) is not None
        reach = after
    return reach


def _part(text: str, at: int, is_apart: bool, is_line: bool, is_small: bool) -> int:  # noqa: PLR0911
    """The end of the part that begins at `at`, or `at` if none does."""
    unit = _UNIT.match(text, at)
    if unit:
        return unit.end()
    code = (_SMALL_CODE if is_small else _CODE).match(text, at)
    if code:
        return code.end()
    town = _town(text, at, is_small)
    if town == at:
        return at
    words = text[at:town]
    if _STATE.fullmatch(words.rstrip(".")):
        return town
    if words.rpartition(" ")[2].lower().rstrip(".") in COUNTRIES:
        return town
    # Towns stand after a comma or a line's end, or before a code.
    coded = _coded(text, town, is_small)
    if coded > town:
        return coded
    if not is_apart:
        return at
    return (
        town if _ENDS.match(text, town) and (is_line is False or _is_whole_line(text, town)) else at
    )


def _coded(text: str, town: int, is_small: bool) -> int:
    """The end of `, IL 62704`, ` 10115`, `\\nQC` after a town, or `town`."""
    gap = re.compile(r"[ \t]*,?[ \t\n]{1,2}[ \t]*").match(text, town)
    if gap is None:
        return town
    at = gap.end()
    state = _STATE.match(text, at)
    if state:
        more = re.compile(r"[ \t]*,?[ \t\n]{1,3}").match(text, state.end())
        code = _CODE.match(text, more.end()) if more else None
        return code.end() if code else (state.end() if _ENDS.match(text, state.end()) else town)
    code = (_SMALL_CODE if is_small else _CODE).match(text, at)
    return code.end() if code else town


def _is_whole_line(text: str, end: int) -> bool:
    return text[end : end + 1] in ("", "\n", ",", ".") or text[end : end + 2].strip() == ""


def _town(text: str, at: int, is_small: bool) -> int:
    """The end of a town's or country's name of up to four words."""
    end = at
    for _ in range(4):
        word = _WORD.match(text, end if end == at else end + 1)
        if word is None or (end > at and text[end] not in " \u00a0"):
            break
        plain = word[0].rstrip(".").lower()
        if plain in NOT_A_TOWN and plain not in PARTICLES:
            break
        if not (word[0][0].isupper() or is_small or (end > at and plain in PARTICLES)):
            break
        end = word.end()
        if word[0].endswith(".") and len(plain) != 2 and len(plain) != 3:
            end -= 1
            break
    return end
