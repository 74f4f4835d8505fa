"""respond: checks the reply before it is shown; a claim that no row change supports is not made."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from sandbox.domain.hop import Claim, Leak, RespondOutput
from sandbox.domain.tool import ToolContract
from sandbox.hops.claim_forms import SENTENCE
from sandbox.hops.claims import Deeds, Done, claims_in, deeds_of

__all__ = ["EMPTY_REPLY", "FALSE_CLAIM", "UNSURE", "Done", "respond", "truth"]

_DENIAL = re.compile(r"\b(?:not|never|cannot|unable|failed|nothing)\b|n['’]t\b", re.IGNORECASE)
"""What denies a deed; with an unknown outcome nobody may say so either."""
_ANY_DEED = "done|completed|processed|changed"
_OPEN = re.compile(
    r"\b(?:say|said|know|known|whether|sure|certain|confirm\w*|check)\b", re.IGNORECASE
)
UNSURE = "I can't say yet whether that was done; a colleague will check it."
EMPTY_REPLY = "I'm sorry, I could not put an answer together. Could you say that again?"
FALSE_CLAIM = "I'm sorry, that has not been done."


def respond(
    text: str,
    contracts: Mapping[str, ToolContract],
    done: Iterable[Done],
    seen: Collection[str] = (),
    leaks: tuple[Leak, ...] = (),
    unsure: bool = False,
) -> RespondOutput:
    """The reply to show. A sentence that claims an undone deed is replaced by the truth.

    `seen`: lower-case values of this session's tool results; "has been cancelled" is no claim of
    our own when a result says `cancelled`. `leaks`: what was withheld from `text` already.
    `unsure`: nobody knows what came of a write of this turn, so that neither "done" nor "not done"
    may be said; `done` then holds no earlier deed of that tool.
    """
    if not text.strip():
        return RespondOutput(text=EMPTY_REPLY, verdict="static")
    done = tuple(done)
    deeds = deeds_of(tuple(sorted(name for name, tool in contracts.items() if tool.writes)))
    claims: list[Claim] = []
    kept: list[str] = []
    false = False
    for sentence in SENTENCE.findall(text):
        found = list(claims_in(sentence, deeds, done, seen))
        claims += found
        denied = unsure and _denies(sentence, deeds)
        if denied or any(not claim.supported for claim in found):
            false = True
            continue
        kept.append(sentence)
    told = UNSURE if unsure else truth(claims, done)
    safe = f"{told} {''.join(kept).strip()}".strip() if false else text.strip()
    verdict = "corrected" if false or leaks else "sent"
    return RespondOutput(text=safe, claims=tuple(claims), leaks=leaks, verdict=verdict)


def truth(claims: Iterable[Claim], done: tuple[Done, ...]) -> str:
    """The sentence in place of a false claim: what was done, if it was something else."""
    wrong = [claim for claim in claims if not claim.supported]
    if not wrong or not any(" … " in claim.words for claim in wrong):
        return FALSE_CLAIM
    deeds = (_in_words(one) for one in done)
    return f"To be exact, this is what was done: {'; '.join(dict.fromkeys(deeds))}."


def _in_words(one: Done) -> str:
    """`issue refund (49.90, O-10042)`: the tool's words with its ids and amounts.

    Customers know who they are, and no amount of 0.00 was moved.
    """
    told = (fact for fact in one.facts - {one.customer.lower()} if _TELLING.fullmatch(fact))
    named = sorted({_shown(fact) for fact in told} - {"0.00"})
    facts = f" ({', '.join(named)})" if named else ""
    return f"{one.tool.replace('_', ' ')}{facts}"


def _shown(fact: str) -> str:
    return f"{float(fact):.2f}" if fact[0].isdigit() else fact.upper()


_TELLING = re.compile(r"#?[a-z]{1,4}-\d{3,}|\d+\.\d{1,2}")


def _denies(sentence: str, deeds: Deeds) -> bool:
    """Whether a sentence says that a deed was not done, without leaving it open."""
    denial = _DENIAL.search(sentence)
    if denial is None or _OPEN.search(sentence):
        return False
    # Two searches, each in one pass: a model may send 16,000 times "not".
    return _words_of(deeds).search(sentence, denial.end()) is not None


@lru_cache(maxsize=32)
def _words_of(deeds: Deeds) -> re.Pattern[str]:
    """Finds the words that every denial of a deed has."""
    words = "|".join((_ANY_DEED, *sorted({deed.word for deed in deeds.words})))
    return re.compile(words, re.IGNORECASE)
