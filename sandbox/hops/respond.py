"""respond: checks the reply before it is shown; a claim that no row change supports is not made."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sandbox.domain.hop import Claim, RespondOutput
from sandbox.domain.tool import ToolContract

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*\n?")
_NEGATED = re.compile(r"\b(not|n't|cannot|can't|never|unable|won't|once|if|when|will be)\b", re.I)
_FIRST_PERSON = r"\b(?:I|we)(?:'ve| have)?(?: just| now| already| successfully)* {past}\b"
_PASSIVE = r"\b(?:has|have)(?: now| just| already| successfully)* been(?: \w+ly)? {past}\b"
_IRREGULAR = {"send": "sent", "find": "found", "get": "got", "make": "made", "book": "booked"}
_SKIP = frozenset(("get", "find", "list", "search", "read", "note", "order", "hand"))

EMPTY_REPLY = "I'm sorry, I could not put an answer together. Could you say that again?"
FALSE_CLAIM = "I'm sorry, that has not been done."


@dataclass(frozen=True)
class Done:
    """A write that succeeded in this session: its tool, and how the log names it."""

    tool: str
    where: str


def respond(
    text: str,
    contracts: Mapping[str, ToolContract],
    done: Iterable[Done],
    seen: Collection[str] = (),
) -> RespondOutput:
    """The reply to show. A sentence that claims an undone deed is replaced by the truth.

    `seen`: lower-case values of this session's tool results; "has been cancelled" is no claim of
    our own when a result says `cancelled`.
    """
    if not text.strip():
        return RespondOutput(text=EMPTY_REPLY, verdict="static")
    done = tuple(done)
    claims: list[Claim] = []
    kept: list[str] = []
    false = False
    for sentence in _SENTENCE.findall(text):
        found = list(_claims(sentence, contracts, done, seen))
        claims += found
        if any(not claim.supported for claim in found):
            false = True
            continue
        kept.append(sentence)
    if not false:
        return RespondOutput(text=text.strip(), claims=tuple(claims))
    rest = "".join(kept).strip()
    safe = f"{FALSE_CLAIM} {rest}".strip()
    return RespondOutput(text=safe, claims=tuple(claims), verdict="corrected")


def _claims(
    sentence: str,
    contracts: Mapping[str, ToolContract],
    done: tuple[Done, ...],
    seen: Collection[str],
) -> Iterable[Claim]:
    if _NEGATED.search(sentence):
        return
    for past, tools in _deeds(contracts).items():
        own = re.search(_FIRST_PERSON.format(past=past), sentence, re.IGNORECASE)
        told = own or re.search(_PASSIVE.format(past=past), sentence, re.IGNORECASE)
        if told is None:
            continue
        by = next((item.where for item in done if item.tool in tools), "")
        if not by and own is None and any(re.fullmatch(past, value) for value in seen):
            by = "a tool result says so"
        yield Claim(kind=past, words=told[0], supported=bool(by), by=by)


def _deeds(contracts: Mapping[str, ToolContract]) -> dict[str, set[str]]:
    """Past participles that claim a write, from the words of the tools' names."""
    deeds: dict[str, set[str]] = {}
    for name, contract in sorted(contracts.items()):
        if not contract.writes:
            continue
        for word in name.split("_"):
            if word not in _SKIP:
                deeds.setdefault(_past(word), set()).add(name)
    return deeds


def _past(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb == "cancel":
        return "cancell?ed"
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb.endswith("y") else f"{verb}ed"
