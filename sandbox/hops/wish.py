"""What of a message asks for something: not what is denied, and not what is only asked about.

Read in English, as people write to a help desk: "please don't cancel it, when does it come?" asks
when it comes; "what happens if it arrives broken?" is a question about us, and nobody's refund.
"""

import re
from dataclasses import dataclass

_CLAUSES = re.compile(r"(?<=[.!?;])\s+|,\s*|\s+but\s+", re.IGNORECASE)
_OPENING = r"^(?:\W*(?:oh|hi|hello|hey|and|so|well|ok|okay|please|no|but|just)\b)*\W*"
_NOT = r"(?:do not|don't|dont|don\N{RIGHT SINGLE QUOTATION MARK}t|never)"
_FORBIDS = re.compile(
    rf"{_OPENING}{_NOT}\s+"
    r"(?!(?:know|have|understand|see|get|like|think|find|need|want|remember|receive)\b)\w+",
    re.IGNORECASE,
)
_UNWANTED = re.compile(
    rf"\bI\s+(?:really\s+)?(?:{_NOT}|did not|didn't)\s+(?:want|wanted|need|wish|mean|meant|intend|"
    r"ask|asked)\s+(?:you\s+)?to\s+(?!(?:keep|wait|pay|be|have|hear)\b)\w+",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"{_OPENING}(?:what (?:happens|would happen|if)|is it true|suppose|hypothetically|"
    r"how long (?:do|does|would)|do you (?:usually|generally|normally|ever)|"
    r"what(?:'s| is) (?:your|the)\b[^?]*\bpolicy)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Wish:
    """`text`: what is left to be understood. `doubt`: why nothing may be done for it, "" if so."""

    text: str
    doubt: str = ""


def wish_in(text: str) -> Wish:
    """The wish in `text`; all of it where nothing is denied."""
    clauses = [one for one in _CLAUSES.split(text) if one]
    asks = any(_ASKS.search(one) for one in clauses)
    doubt = "a question about it, not a wish" if asks else ""
    denied = [one for one in clauses if _FORBIDS.search(one) or _UNWANTED.search(one)]
    rest = ", ".join(one for one in clauses if one not in denied)
    if not denied:
        return Wish(text, doubt)
    if _WORD.search(rest):
        return Wish(rest, doubt)
    return Wish(text, "says what is not wanted")
