"""People's names in free text, by the words around them and by lists of names.

A run of words with capitals is a candidate. It is a name if something announces one ("my name is",
"Mrs.", "Dear", "Regards,"), if it begins with a first name and goes on like a name, or if a family
name ends it. First names that are also words, towns or brands count only when announced or when a
family name follows. Names of people whom the back-end knows are found by `known`, not here.
"""

import re
from collections.abc import Container, Iterator

from sandbox.privacy.gazetteer import is_family_name, is_first_name
from sandbox.privacy.name_cues import (
    SMALL,
    SMALL_TITLE,
    may_announce,
)
from sandbox.privacy.name_runs import BEFORE, Run, Word, is_clear, is_word
from sandbox.privacy.name_stops import ORDINARY, is_brand
from sandbox.privacy.name_words import (
    BRANDED,
    NEVER,
    PARTICLES,
)
from sandbox.privacy.words import fold

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}+(?:['’\-]{_LETTER}+)*"
# [^\W\d_a-z]: a capital, or any letter that is not ASCII; the case of those is looked at later.
_REST = rf"(?:{_LETTER}|['’\-](?={_LETTER}))*\.?"
_CAPITAL = rf"[^\W\d_a-z]{_REST}"
_SMALL_PART = rf"(?:{'|'.join(sorted(PARTICLES, key=len, reverse=True))})"
_RUN = re.compile(
    rf"[^\W\d_a-z](?<![\w@./#&+-].){_REST}(?:[ \t\u00a0]{{1,2}}(?:{_SMALL_PART}[ ]){{0,2}}{_CAPITAL}){{0,7}}"  # noqa: E501
)
_PART = re.compile(rf"{_WORD}\.?")
_AFTER_SMALL = frozenset(
    "and but i i'm im my or so because with from at on in is was not please can could would the to "  # noqa: SIM905
    "for of it its you your what where when how if also as by that this wrong spelled misspelled "
    "incorrect missing still different unknown on".split()
)
_OWN = ("'s", "’s")
_NAME_ITEM = r"[^\W\d_a-z][^\W\d_]+(?:['’\-][^\W\d_]+)*"
_LIST = re.compile(
    rf"(?<![\w&-]){_NAME_ITEM}(?:,? and {_NAME_ITEM}|, {_NAME_ITEM}){{1,12}}(?![\w-]| [A-Z&])"
)
_ITEM = re.compile(_NAME_ITEM)
_SMALL_LIST = re.compile(
    r"(?<!\w)[^\W\d_]{3,}(?:, [^\W\d_]{3,}){1,12}(?:,? and [^\W\d_]{3,})?(?!\w)"
)
_ITEM_SMALL = re.compile(r"[^\W\d_]+")


def find_names(text: str, things: Container[str] = ()) -> Iterator[tuple[int, int]]:
    """Start and end of every name of a person; they may overlap.

    `things`: folded words that are no names unless announced.
    """
    small = text.lower()
    for match in SMALL.finditer(small) if len(small) == len(text) else ():
        span = _small_name(match)
        if span:
            yield span
    for match in SMALL_TITLE.finditer(text):
        if fold(match["name"]) not in NEVER:
            yield match.span("name")
    spans: list[tuple[int, int]] = []
    all_capitals = text.isupper()
    for run in _RUN.finditer(text):
        if not _may_be_name(text, run):
            continue
        words = [_word(at, run.start()) for at in _PART.finditer(run[0])]
        spans += Run(text, words, things, all_capitals).names()
    yield from _in_lists(text, spans)
    if text.islower():
        yield from _pairs(text)
        yield from _small_lists(text)


def _in_lists(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, and single words in a list with them: `Efimiya, Mary and Jo`.

    Family names in a list are a firm: `Hawkins, Richardson and Santana`.
    """
    named = {span for span in spans if " " not in text[slice(*span)]}
    more: set[tuple[int, int]] = set()
    for match in _LIST.finditer(text) if named else ():
        items = [at.span() for at in _ITEM.finditer(text, *match.span())]
        found = named.intersection(items)
        if not found:
            continue
        words = {item: fold(text[slice(*item)]) for item in items}
        if any(is_family_name(words[at]) and not is_first_name(words[at]) for at in items):
            named -= found
        elif len(items) > 2 and len(found) > 1:
            more.update(at for at in items if not is_word(words[at]) or is_first_name(words[at]))
    yield from sorted((named | more) | {at for at in spans if " " in text[slice(*at)]})


def _small_lists(text: str) -> Iterator[tuple[int, int]]:
    """Three first names or more in a list, in a text without any capital."""
    for match in _SMALL_LIST.finditer(text):
        items = [at.span() for at in _ITEM_SMALL.finditer(text, *match.span())]
        items = [at for at in items if text[slice(*at)] != "and"]
        known = [at for at in items if is_first_name(text[slice(*at)])]
        if len(known) > 2 and len(known) * 3 >= len(items) * 2:
            yield from items


def _may_be_name(text: str, run: re.Match[str]) -> bool:
    """False for most single words, which only begin a sentence."""
    if " " in run[0] or "\t" in run[0] or "\u00a0" in run[0]:
        return True
    plain = fold(run[0].rstrip("."))
    if plain in NEVER:
        return False
    start = run.start()
    before = text[max(0, start - BEFORE) : start]
    return is_first_name(plain) or may_announce(before) or text[run.end() : run.end() + 2] in _OWN


def _word(at: re.Match[str], offset: int) -> Word:
    return Word(at.start() + offset, at.end() + offset, at[0], fold(at[0].rstrip(".")))


def _small_name(match: re.Match[str]) -> tuple[int, int] | None:
    """The words after "my name is" up to one that goes on with the sentence."""
    start = end = match.start("name")
    for count, part in enumerate(_PART.finditer(match["name"])):
        plain = fold(part[0].rstrip("."))
        if plain in _AFTER_SMALL or (plain in NEVER and count == 0):
            break
        if (
            count == 0
            and match["cue"]
            and (plain in BRANDED or plain in ORDINARY or not is_first_name(plain))
        ):
            break
        if count and not (len(plain) == 1 or is_first_name(plain) or is_family_name(plain)):
            break
        end = start + part.end() - part[0].endswith(".")
    return (start, end) if end > start + 1 else None


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """First and family name side by side in a text without any capital."""
    words = [_word(at, 0) for at in _PART.finditer(text)]
    at = 0
    while at + 1 < len(words):
        one, last = words[at], at + 1
        if not is_clear(one.plain) or one.end + 1 != words[last].start:
            at += 1
            continue
        if len(words[last].plain) == 1 and last + 1 < len(words):
            last += 1
        other = words[last].plain
        known = is_family_name(other) and not is_word(other) and len(other) > 2
        known = known and not is_brand((one.plain, other))
        if known and text[one.end : words[last].start].strip() in ("", words[at + 1].text):
            yield one.start, words[last].end - words[last].text.endswith(".")
            at = last
        at += 1
