"""Kinds of personal data and the grammar of the placeholders that stand in their place."""

import re
from typing import Literal, get_args

from sandbox.domain.personal import PersonalKind

Kind = PersonalKind | Literal["secret"]
"""What a detector may find. A secret (a provider key) gets no placeholder and no vault entry."""

KINDS: tuple[PersonalKind, ...] = get_args(PersonalKind)

_WORDS: dict[str, PersonalKind] = {kind.upper().replace("_", ""): kind for kind in KINDS}
_NAMES = "|".join(_WORDS)
_MOST_DIGITS = 10
DIGEST_FROM = 10 ** (_MOST_DIGITS - 1)
"""From this number on a placeholder's number is a digest of its value and no count."""

# [0-9], not \d: other scripts' digits are no placeholder of ours.
PLACEHOLDER = re.compile(rf"\[(?:{_NAMES})_[1-9][0-9]{{0,{_MOST_DIGITS - 1}}}\]")
"""`[EMAIL_1]`, `[CARD_2]`, …: n counts per kind, in order of first sight in the session."""

SECRET = "[SECRET]"
"""Stands for a provider key. Can't be restored: the key is stored nowhere."""

REMOVED = re.compile(rf"\[(?P<word>{_NAMES})_REMOVED\]")
"""Stands for a value that was dropped. Can't be restored: the value is stored nowhere."""

LONGEST = max(map(len, KINDS)) + _MOST_DIGITS + len("[_]")

RULE_OF_KIND: dict[Kind, str] = {
    "email": "email",
    "card": "luhn",
    "phone": "phone",
    "iban": "mod97",
    "national_id": "national_id",
    "ip": "ip",
    "birth_date": "birth_date",
    "name": "name",
    "address": "street",
    "value": "value",
    "literal": "literal",
    "secret": "secret",
}
"""The rule of a find that names no cell.

One rule a kind, whichever detector saw it first: in a replay the surrogate stands where the value
stood, and a detector that needs a cue or a known cell must not show there as a difference.
"""

CELL_RULE = "cell"
"""The rule of a find that is a known cell and can be rebuilt from it exactly."""


def placeholder(kind: PersonalKind, n: int) -> str:
    """`placeholder("email", 1) == "[EMAIL_1]"`, `placeholder("birth_date", 2)` is `[BIRTHDATE_2]`."""  # noqa: E501
    return f"[{_word(kind)}_{n}]"


def number_of(text: str) -> int:
    """The number of a placeholder."""
    return int(text.rpartition("_")[2][:-1])


def removed(kind: PersonalKind) -> str:
    """What stands for a dropped value of this kind: `[CARD_REMOVED]`."""
    return f"[{_word(kind)}_REMOVED]"


def removed_kind(marker: re.Match[str]) -> PersonalKind:
    """The kind that a match of `REMOVED` tells."""
    return _WORDS[marker["word"]]


def _word(kind: PersonalKind) -> str:
    return kind.upper().replace("_", "")


def holds_back(text: str) -> int:
    """How many characters at the end of a streamed draft may be an unfinished placeholder.

    0 when the end can't become one; a finished placeholder is never held back.
    """
    start = text.rfind("[", max(0, len(text) - LONGEST))
    if start < 0:
        return 0
    tail = text[start:]
    return len(tail) if _may_grow(tail) else 0


def _may_grow(tail: str) -> bool:
    """Whether some further characters would make `tail` a placeholder."""
    name, line, digits = tail[1:].partition("_")
    if not line:
        return any(word.startswith(name) for word in _WORDS)
    if name not in _WORDS:
        return False
    return digits == "" or re.fullmatch(rf"[1-9][0-9]{{0,{_MOST_DIGITS - 1}}}", digits) is not None
