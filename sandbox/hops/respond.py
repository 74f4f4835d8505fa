"""respond: checks the reply before it is shown; a claim that no row change supports is not made."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sandbox.domain.hop import Claim, Leak, RespondOutput
from sandbox.domain.tool import ToolContract

_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[)\"'”’]*(?=\s|\Z)|(?=\n)|\Z)\s*", re.DOTALL)
_UNSAID = re.compile(
    r"\b(?:if|whether|unless|until|once|when|before|after|as soon as|may|might|could|should|would"
    r"|will|must)\b[^,;:–—]*$"
    r"|(?:\b(?:not|never|cannot|unable|nor)|n['’]t)\b(?:(?!\b(?:and|but|so)\b)[^,;:–—])*$"
    r"|\b(?:have|had|did|do)\s*$",
    re.IGNORECASE,
)
"""What before a claim, in its clause, makes it none: a condition, a denial, a question."""
_OFTEN = r"(?:\s+(?:now|just|already|also|then|gone ahead and|went ahead and|\w+ly))*"
_FIRST_PERSON = rf"\b(?:I|we)(?:['’]ve|\s+have)?{_OFTEN}\s+{{deed}}\b"
_PASSIVE = (
    rf"(?:\b(?:has|have){_OFTEN}\s+been|['’]s{_OFTEN}\s+been|\b(?:is|are)\s+now)"
    rf"{_OFTEN}\s+{{deed}}\b"
)
_TOO = r"\band(?:\s+(?:also|then|\w+ly))*\s+{deed}\b"
"""A second deed of the sentence's first person: "I have cancelled it and refunded you"."""
_LIGHT = (
    r"(?:(?:processed|initiated|completed|submitted|arranged|started|scheduled|issued)"
    r"\s+(?:(?:a|an|the|your|this|that)\s+)?|(?:made|placed|raised|opened|logged|filed)\s+an?\s+)"
    r"(?:\w+\s+)?{noun}"
)
"""Verbs that do what their noun says: "processed your refund"."""
_PASSED_ON = r"(?:handed|passed|transferred|forwarded|escalated)"
_IRREGULAR = {
    "send": "sent",
    "resend": "resent",
    "find": "found",
    "get": "got",
    "make": "made",
    "pay": "paid",
    "set": "set",
    "reset": "reset",
    "put": "put",
    "write": "written",
    "hold": "held",
    "give": "given",
    "take": "taken",
    "withdraw": "withdrawn",
    "undo": "undone",
}
_SKIP = frozenset(("get", "find", "list", "search", "read", "note", "order", "hand", "off"))
_VOWELS = "aeiou"

_DENIAL = re.compile(r"\b(?:not|never|cannot|unable|failed|nothing)\b|n['’]t\b", re.IGNORECASE)
"""What denies a deed; with an unknown outcome nobody may say so either."""
_ANY_DEED = "done|completed|processed|changed"
_OPEN = re.compile(
    r"\b(?:say|said|know|known|whether|sure|certain|confirm\w*|check)\b", re.IGNORECASE
)
UNSURE = "I can't say yet whether that was done; a colleague will check it."
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
    deeds = _deeds(tuple(sorted(name for name, tool in contracts.items() if tool.writes)))
    claims: list[Claim] = []
    kept: list[str] = []
    false = False
    for sentence in _SENTENCE.findall(text):
        found = list(_claims(sentence, deeds, done, seen))
        claims += found
        denied = unsure and _denies(sentence, deeds)
        if denied or any(not claim.supported for claim in found):
            false = True
            continue
        kept.append(sentence)
    truth = UNSURE if unsure else FALSE_CLAIM
    safe = f"{truth} {''.join(kept).strip()}".strip() if false else text.strip()
    verdict = "corrected" if false or leaks else "sent"
    return RespondOutput(text=safe, claims=tuple(claims), leaks=leaks, verdict=verdict)


def _denies(sentence: str, deeds: tuple["_Deed", ...]) -> bool:
    """Whether a sentence says that a deed was not done, without leaving it open."""
    denial = _DENIAL.search(sentence)
    if denial is None or _OPEN.search(sentence):
        return False
    # Two searches, each in one pass: a model may send 16,000 times "not".
    return _words_of(deeds).search(sentence, denial.end()) is not None


@lru_cache(maxsize=32)
def _words_of(deeds: tuple["_Deed", ...]) -> re.Pattern[str]:
    """Finds the words that every claim and every denial of a deed has."""
    words = "|".join((_ANY_DEED, *sorted({deed.word for deed in deeds})))
    return re.compile(words, re.IGNORECASE)


@dataclass(frozen=True)
class _Deed:
    """What claims a write: a pattern of its word, and the tools that do it.

    Its forms are compiled when a sentence first has such a word: most never do.
    """

    word: str
    tools: frozenset[str]

    @cached_property
    def own(self) -> re.Pattern[str]:
        return self._form(_FIRST_PERSON)

    @cached_property
    def passive(self) -> re.Pattern[str]:
        return self._form(_PASSIVE)

    @cached_property
    def too(self) -> re.Pattern[str]:
        return self._form(_TOO)

    def _form(self, form: str) -> re.Pattern[str]:
        return re.compile(form.format(deed=self.word), re.IGNORECASE)


def _claims(
    sentence: str, deeds: tuple[_Deed, ...], done: tuple[Done, ...], seen: Collection[str]
) -> Iterator[Claim]:
    if not _words_of(deeds).search(sentence):
        return
    silent: list[_Deed] = []
    first_person = False
    for deed in deeds:
        if told := _said(deed.own, sentence):
            first_person = True
            yield _claim(deed, told, done, ())
        elif told := _said(deed.passive, sentence):
            yield _claim(deed, told, done, seen)
        else:
            silent.append(deed)
    for deed in silent if first_person else ():
        if told := _said(deed.too, sentence):
            yield _claim(deed, told, done, ())


def _claim(deed: _Deed, told: str, done: tuple[Done, ...], seen: Collection[str]) -> Claim:
    by = next((item.where for item in done if item.tool in deed.tools), "")
    if not by and any(re.fullmatch(deed.word, value) for value in seen):
        by = "a tool result says so"
    last = told.rsplit(maxsplit=1)[-1]
    return Claim(kind=last.lower(), words=told, supported=bool(by), by=by)


def _said(form: re.Pattern[str], sentence: str) -> str:
    """The words of `sentence` that are a claim of this form, "" if there are none."""
    for found in form.finditer(sentence):
        if not _UNSAID.search(sentence, 0, found.start()):
            return found[0]
    return ""


@lru_cache(maxsize=32)
def _deeds(writes: tuple[str, ...]) -> tuple[_Deed, ...]:
    """What claims one of these writing tools, from the words of their names."""
    words: dict[str, set[str]] = {}
    for name in writes:
        verb, *nouns = name.split("_")
        for word in (verb, *nouns):
            if word not in _SKIP:
                words.setdefault(_past(word), set()).add(name)
        for noun in nouns:
            if noun not in _SKIP:
                words.setdefault(_LIGHT.format(noun=re.escape(noun)), set()).add(name)
    if "hand_off" in writes:
        # A colleague may have been told by any write; without one, nobody was.
        words[_PASSED_ON] = set(writes)
    return tuple(_Deed(word, frozenset(tools)) for word, tools in words.items())


def _past(verb: str) -> str:
    """A pattern of the past participle: `submitt?ed`, as spellings differ."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if len(verb) < 3 or verb[-1] in _VOWELS:
        return f"{verb}ed"
    if verb[-1] == "y":
        return f"{verb}ed" if verb[-2] in _VOWELS else f"{verb[:-1]}ied"
    doubles = verb[-2] in _VOWELS and verb[-3] not in _VOWELS and verb[-1] not in "wx"
    return f"{verb}{verb[-1]}?ed" if doubles else f"{verb}ed"
