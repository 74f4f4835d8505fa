"""What a reply says was done: sentences, the deeds that they claim, and what supports each.

A deed is known by the words of the pack's writing tools (`cancel_order`: "cancelled", "processed
your cancellation"), and by words for what an agent may say it did whether a tool could or not
("I have sent you a mail", "all set"). The latter are supported by any write of the session: they
are ambiguous, and a true sentence must not be taken for a false one.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sandbox.domain.hop import Claim
from sandbox.hops.claim_forms import (
    ALL_SET,
    ASIDE,
    BY_OTHERS,
    COMMON,
    COMMON_DONE,
    COMMON_NOUNS,
    COMMON_OWN,
    COMMON_STEMS,
    FIRST_PERSON,
    GENERIC_AFTER,
    LIGHT,
    LIGHT_VERBS,
    LONG_AGO,
    NOT_SENT,
    NOTHING_AFTER,
    NOUN_DONE,
    NOUNS,
    PASSED_ON,
    PASSIVE,
    PAST_DEED,
    PRESENT,
    PROMISE,
    PROMISE_UNSAID,
    QUOTED,
    SKIP,
    STATE,
    TEAM,
    TOO,
    UNSAID,
    past,
)
from sandbox.hops.claimed_facts import wrong_fact


@dataclass(frozen=True)
class Done:
    """A write that succeeded in this session: its tool, how the log names it, and its facts.

    `facts`: the plain form of every amount and id of the call, its result and its row changes; none
    where they are not known. `key`: the idempotency key it ran under. `customer`: id of whom it was
    done for.
    """

    tool: str
    where: str
    facts: frozenset[str] = frozenset()
    key: str = ""
    customer: str = ""


@dataclass(frozen=True)
class Deed:
    """What claims a write: a pattern of its word, and the tools that do it.

    `common`: any write supports it, and amounts are not compared. `about`: a pattern of what has to
    stand in a sentence that has it as a passive ("has been issued": a refund), "" for nothing.
    `stem`: how a word of it begins; its forms are compiled when a sentence first has that.
    """

    word: str
    tools: frozenset[str]
    common: bool = False
    about: str = ""
    stem: str = ""

    @cached_property
    def own(self) -> re.Pattern[str]:
        return self._form(FIRST_PERSON)

    @cached_property
    def passive(self) -> re.Pattern[str]:
        return self._form(PASSIVE)

    @cached_property
    def state(self) -> re.Pattern[str]:
        return self._form(STATE)

    @cached_property
    def too(self) -> re.Pattern[str]:
        return self._form(TOO)

    def _form(self, form: str) -> re.Pattern[str]:
        return re.compile(form.format(deed=f"(?:{self.word})"), re.IGNORECASE)


@dataclass(frozen=True)
class Deeds:
    """Every deed of a pack. `nouns`: the tools by noun."""

    words: tuple[Deed, ...]
    nouns: tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]
    writes: frozenset[str]
    stems: tuple[str, ...]
    """How the words begin that every claim has one of: a sentence without is not looked at."""


def claims_in(
    sentence: str, deeds: Deeds, done: tuple[Done, ...], seen: Collection[str]
) -> Iterator[Claim]:
    """What `sentence` says was done. `seen`: lower-case values that a tool's result told."""
    for aside in (QUOTED, ASIDE):
        sentence = aside.sub(lambda found: " " * len(found[0]), sentence)
    words = sentence.lower()
    if not any(stem in words for stem in deeds.stems):
        return
    found = [*_by_words(sentence, deeds, done, seen), *_by_nouns(sentence, deeds, done, seen)]
    yield from found or _by_common(sentence, deeds, done, seen)


def _by_words(
    sentence: str, deeds: Deeds, done: tuple[Done, ...], seen: Collection[str]
) -> Iterator[Claim]:
    silent: list[Deed] = []
    words = sentence.lower()
    here = [deed for deed in deeds.words if deed.stem in words]
    first_person = bool(here) and bool(said(COMMON_OWN, sentence))
    for deed in here:
        if told := said(deed.own, sentence):
            first_person = True
            yield _claim(deed, told, sentence, done, ())
        elif _is_about(deed, sentence) and (
            (told := said(deed.passive, sentence)) or (told := _stated(deed, sentence))
        ):
            yield _claim(deed, told, sentence, done, seen)
        else:
            silent.append(deed)
    for deed in silent if first_person else ():
        if told := said(deed.too, sentence):
            yield _claim(deed, told, sentence, done, ())


def _by_nouns(
    sentence: str, deeds: Deeds, done: tuple[Done, ...], seen: Collection[str]
) -> Iterator[Claim]:
    words = sentence.lower()
    for noun, form, tools in deeds.nouns:
        told = said(form, sentence) if noun in words else ""
        if told and not _general(told, sentence):
            yield _claim(Deed(r"\0", tools, True), told, sentence, done, seen)


def _general(told: str, sentence: str) -> bool:
    """Whether it tells how things go: "refunds are processed within a week"."""
    end = sentence.find(told) + len(told)
    return bool(PRESENT.search(told)) and bool(GENERIC_AFTER.match(sentence, end))


def _by_common(
    sentence: str, deeds: Deeds, done: tuple[Done, ...], seen: Collection[str]
) -> Iterator[Claim]:
    """Words that any write of the session supports."""
    words = sentence.lower()
    common = any(stem in words for stem in COMMON_STEMS)
    told = said(COMMON_OWN, sentence) if common else ""
    if told and not (told.lower().endswith("sent") and NOT_SENT.search(sentence)):
        yield _claim(Deed(COMMON, deeds.writes, True), told, sentence, done, ())
    elif told := (said(COMMON_DONE, sentence) if common else "") or said(ALL_SET, sentence):
        yield _claim(Deed(COMMON, deeds.writes, True), told, sentence, done, seen)
    elif (found := PROMISE.search(sentence)) and not PROMISE_UNSAID.search(sentence):
        yield _claim(Deed("refunded", deeds.writes, True), found[0], sentence, done, seen)


def _is_about(deed: Deed, sentence: str) -> bool:
    return not deed.about or re.search(deed.about, sentence, re.IGNORECASE) is not None


def _stated(deed: Deed, sentence: str) -> str:
    """ "Your order is cancelled", but not "the refund is issued to your card"."""
    for found in deed.state.finditer(sentence):
        if not UNSAID.search(sentence, 0, found.start()) and not UNSAID.search(found[0]):
            return "" if GENERIC_AFTER.match(sentence, found.end()) else found[0]
    return ""


def _claim(
    deed: Deed, told: str, sentence: str, done: tuple[Done, ...], seen: Collection[str]
) -> Claim:
    mine = [item for item in done if item.tool in deed.tools]
    by = mine[0].where if mine else ""
    if mine and not deed.common:
        facts = frozenset[str]().union(*(item.facts for item in mine))
        wrong = wrong_fact(sentence, told, facts)
        if wrong:
            return Claim(kind=_kind(told), words=f"{told} … {wrong}", supported=False)
        by = next((item.where for item in mine if _names(item, sentence)), by)
    if not by and any(re.fullmatch(deed.word, value) for value in seen):
        by = "a tool result says so"
    return Claim(kind=_kind(told), words=told, supported=bool(by), by=by)


def _names(item: Done, sentence: str) -> bool:
    """Whether the sentence has an amount or id of this very deed."""
    words = {word.strip(".,;:!?()*\"'").lower() for word in sentence.split()}
    return bool(words & item.facts)


def _kind(told: str) -> str:
    return told.rsplit(maxsplit=1)[-1].lower()


def said(form: re.Pattern[str], sentence: str) -> str:
    """The words of `sentence` that are a claim of this form, "" if there are none."""
    for found in form.finditer(sentence):
        if BY_OTHERS.match(sentence, found.end()) or NOTHING_AFTER.match(sentence, found.end()):
            continue
        if PAST_DEED.match(found[0]) and LONG_AGO.match(sentence, found.end()):
            continue
        if not UNSAID.search(sentence, 0, found.start()) and not UNSAID.search(found[0]):
            return found[0]
    return ""


def _stem(word: str) -> str:
    """The letters with which a pattern of a participle begins, without one that may be missing."""
    found = re.match(r"[a-z]+", word)
    letters = found[0] if found else ""
    return letters[:-1] if word[len(letters) :].startswith("?") else letters


@lru_cache(maxsize=32)
def deeds_of(writes: tuple[str, ...]) -> Deeds:
    """What claims one of these writing tools, from the words of their names."""
    words: dict[str, set[str]] = {}
    about: dict[str, set[str]] = {}
    stems: dict[str, str] = {}
    nouns: dict[str, set[str]] = {}
    for name in writes:
        verb, *rest = name.split("_")
        rest = [word for word in rest if len(word) > 3]  # not "to", "for", "by"
        for word in (verb, *rest):
            if word not in SKIP:
                words.setdefault(past(word), set()).add(name)
                stems[past(word)] = _stem(past(word))
                if word in LIGHT_VERBS:
                    about.setdefault(past(word), set()).update(rest)
                    if word == "update" and rest:
                        about[past(word)].add(r"\byour\b")  # "your address", as its contact
        for noun in rest:
            if noun not in SKIP:
                light = LIGHT.format(noun=re.escape(noun))
                words.setdefault(light, set()).add(name)
                stems[light] = noun
        for noun in (NOUNS.get(verb, ""), *rest):
            if noun in NOUNS.values() or noun in COMMON_NOUNS.split("|"):
                nouns.setdefault(noun, set()).add(name)
    if "hand_off" in writes:
        # A colleague may have been told by any write; without one, nobody was.
        words[PASSED_ON] = set(writes)
        about[PASSED_ON], stems[PASSED_ON] = {TEAM}, ""
    for noun in COMMON_NOUNS.split("|"):
        nouns.setdefault(noun, set(writes))
    return Deeds(
        words=tuple(
            Deed(
                word,
                frozenset(tools),
                about="|".join(sorted(about.get(word, ()))),
                stem=stems[word],
            )
            for word, tools in words.items()
        ),
        nouns=tuple(
            (noun, re.compile(NOUN_DONE.format(noun=noun), re.IGNORECASE), frozenset(tools))
            for noun, tools in nouns.items()
        ),
        writes=frozenset(writes),
        stems=tuple(dict.fromkeys((*stems.values(), *nouns, *COMMON_STEMS))),
    )
