"""Ids that name one existing row, written otherwise."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sandbox.domain.schema import Table
from sandbox.tools.mends.place import Place, Rules
from sandbox.tools.shape import fits_patterns

_AROUND: Final = " \t\r\n\"'`()[]{}<>.,;:!?"
_NOISE: Final = re.compile(r"[\s#_\-\u2010-\u2015\u2212./:=@*\"'`()\[\]{}<>]+")
_BETWEEN_DIGITS: Final = re.compile(r"(?<=[0-9])[\s#_\-\u2010-\u2015\u2212./:]+(?=[0-9])")
_NEGATIVE: Final = re.compile(r"\s*-\s*[0-9]")
_MARK: Final = "|"
_PARTS: Final = re.compile(r"(?P<letters>\D*)(?P<rest>.*)", re.DOTALL)
_COUNTS: Final = ("", "id", "no", "nr", "number", "num", "ref", "code")
_TAIL: Final = 5
"""Digits at the end of a key that are enough to know it by, where the key has letters in front."""


def id_format(place: Place) -> Rules:
    """`10042`, `"#10042"`, `"o-10042"`, `"order 10042"` are `O-10042`, when that exists.

    Equal after dropping case, separators, quotes, leading zeros, and the prefix or the noun of this
    table; the prefix of another table is never dropped. Digits that are too few and begin with a
    zero stay: one of the others may have been lost. For a text that only has to look like a key,
    the key's pattern decides.
    """
    text = _text(place.value)
    if text is None:
        return
    table = place.table
    found = existing(text, table, place) if table else _formed(text, place)
    if len(found) == 1 and found[0] != place.value:
        yield place.replaced("id-format", found[0])


def existing(text: str, table: Table, place: Place) -> list[str]:
    """Keys of the table's rows that `text` is, written otherwise."""
    wanted = _normal(text, table, place.tables)
    if not wanted:
        return []
    if table.digits and wanted.isascii() and wanted.isdigit():
        if _lost_some(text, wanted, table):
            return []
        if len(wanted) <= table.digits:
            key = table.prefix + wanted.zfill(table.digits)
            if place.rows.row(table.name, key) is not None:
                return [key]
    keys = tuple(place.rows.keys(table.name))
    prefixes = tuple(sorted(one.prefix for one in place.tables.values() if one.name != table.name))
    index, tails = _index(keys, table.prefix, table.name, table.noun, prefixes)
    return list(index.get(wanted, ()) or tails.get(wanted, ()))


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return str(value) if value >= 0 else None
    return value if isinstance(value, str) else None


def _lost_some(text: str, wanted: str, table: Table) -> bool:
    """`C-002` may be C-0002, and any key that has lost another digit; `C-2` is `C-0002`."""
    digits = re.sub(r"\D", "", text)
    return wanted != digits and len(digits) < table.digits and digits.endswith(wanted)


@lru_cache(maxsize=64)
def _index(
    keys: tuple[str, ...], prefix: str, name: str, noun: str, prefixes: tuple[str, ...]
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Keys by their normal form; and those that end in many digits by these, letters dropped."""
    whole: dict[str, tuple[str, ...]] = {}
    tails: dict[str, tuple[str, ...]] = {}
    for key in keys:
        normal = _stripped(key, prefix, name, noun, prefixes)
        whole[normal] = (*whole.get(normal, ()), key)
        digits = re.search(r"(?<=\D)\d+$", key)
        if digits and len(digits[0]) >= _TAIL:
            plain = digits[0].lstrip("0")
            tails[plain] = (*tails.get(plain, ()), key)
    return whole, tails


def _formed(text: str, place: Place) -> list[str]:
    """Keys that the text could be written as, of tables whose pattern the schema asks for."""
    found: list[str] = []
    for table in place.tables.values():
        digits = _normal(text, table, place.tables)
        if not (table.digits and digits.isascii() and digits.isdigit()):
            continue
        if len(digits) <= table.digits and not _lost_some(text, digits, table):
            key = table.prefix + digits.zfill(table.digits)
            if fits_patterns(place.schemas, key):
                found.append(key)
    return found


def _normal(text: str, table: Table, tables: Mapping[str, Table]) -> str:
    prefixes = tuple(sorted(one.prefix for one in tables.values() if one.name != table.name))
    return _stripped(text, table.prefix, table.name, table.noun, prefixes)


@lru_cache(maxsize=8192)
def _stripped(text: str, prefix: str, name: str, noun: str, prefixes: tuple[str, ...]) -> str:
    """What is left of a key without case, separators, leading zeros and what names its table."""
    if _NEGATIVE.match(text):
        return ""
    # Between digits a separator counts: 1-23 and 12-3 are two numbers, and 123 is a third.
    kept = _NOISE.sub("", _BETWEEN_DIGITS.sub(_MARK, text.strip(_AROUND))).casefold()
    match = _PARTS.fullmatch(kept)
    assert match is not None
    letters, rest = match["letters"], match["rest"]
    nouns = _nouns(name, noun)
    if rest and _names(letters, _letters(prefix), nouns, tuple(map(_letters, prefixes))):
        letters = ""
    else:
        letters = _without_noun(text.strip(_AROUND), letters, noun)
    return letters + rest.lstrip("0")


def _names(letters: str, prefix: str, nouns: frozenset[str], prefixes: tuple[str, ...]) -> bool:
    """True for letters that say no more than which table is meant."""
    if letters in ("", prefix):
        return True
    if letters in prefixes:
        return False
    if any(letters in (one + count, one + count + prefix) for one in nouns for count in _COUNTS):
        return True
    known = [one for one in nouns if one]
    return len(letters) >= 2 and any(one.startswith(letters) for one in known)


def _without_noun(text: str, letters: str, noun: str) -> str:
    """`user james_li_5688` without its first words, where these are the table's noun."""
    found, lead = re.split(r"[\s:.#=]+", text.casefold()), noun.casefold().split()
    if not lead or found[: len(lead)] != lead or len(found) == len(lead):
        return letters
    found = found[len(lead) :]
    if len(found) > 1 and found[0] in _COUNTS:
        found = found[1:]
    match = _PARTS.fullmatch(_NOISE.sub("", " ".join(found)))
    return match["letters"] if match else letters


@lru_cache(maxsize=256)
def _nouns(name: str, noun: str) -> frozenset[str]:
    return frozenset(_letters(one) for one in (noun, name, name.removesuffix("s"), ""))


@lru_cache(maxsize=256)
def _letters(text: str) -> str:
    return _NOISE.sub("", text).casefold()
