"""Ids that name one existing row, written otherwise."""

import re
from collections.abc import Mapping
from typing import Any, Final

from sandbox.domain.schema import Table
from sandbox.tools.mends.place import Place, Rules
from sandbox.tools.shape import fits_patterns

_NOISE: Final = re.compile(r"[\s#_\-./:]+")
_BETWEEN_DIGITS: Final = re.compile(r"(?<=[0-9])[\s#_\-./:]+(?=[0-9])")
_NEGATIVE: Final = re.compile(r"\s*-\s*[0-9]")
_MARK: Final = "|"
_PARTS: Final = re.compile(r"(?P<letters>\D*)(?P<rest>.*)", re.DOTALL)
_COUNTS: Final = ("", "id", "no", "nr", "number", "num")


def id_format(place: Place) -> Rules:
    """`10042`, `"#10042"`, `"o-10042"`, `"order 10042"` are `O-10042`, when that exists.

    Equal after dropping case, separators, leading zeros, and the prefix or the noun of this table;
    the prefix of another table is never dropped. For a text that only has to look like a key, the
    key's pattern decides.
    """
    text = _text(place.value)
    if text is None:
        return
    table = place.table
    found = _existing(text, table, place) if table else _formed(text, place)
    if len(found) == 1 and found[0] != place.value:
        yield place.replaced("id-format", found[0])


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return str(value) if value >= 0 else None
    return value if isinstance(value, str) else None


def _existing(text: str, table: Table, place: Place) -> list[str]:
    wanted = _normal(text, table, place.tables)
    if not wanted:
        return []
    if table.digits and wanted.isascii() and wanted.isdigit() and len(wanted) <= table.digits:
        key = table.prefix + wanted.zfill(table.digits)
        if place.rows.row(table.name, key) is not None:
            return [key]
    keys = place.rows.keys(table.name)
    return [key for key in keys if _normal(key, table, place.tables) == wanted]


def _formed(text: str, place: Place) -> list[str]:
    """Keys that the text could be written as, of tables whose pattern the schema asks for."""
    found: list[str] = []
    for table in place.tables.values():
        digits = _normal(text, table, place.tables)
        if table.digits and digits.isascii() and digits.isdigit() and len(digits) <= table.digits:
            key = table.prefix + digits.zfill(table.digits)
            if fits_patterns(place.schemas, key):
                found.append(key)
    return found


def _normal(text: str, table: Table, tables: Mapping[str, Table]) -> str:
    if _NEGATIVE.match(text):
        return ""
    # Between digits a separator counts: 1-23 and 12-3 are two numbers, and 123 is a third.
    kept = _NOISE.sub("", _BETWEEN_DIGITS.sub(_MARK, text.strip()))
    match = _PARTS.fullmatch(kept.casefold())
    assert match is not None
    letters, rest = match["letters"], match["rest"]
    if rest and _names(letters, table, tables):
        letters = ""
    return letters + rest.lstrip("0")


def _names(letters: str, table: Table, tables: Mapping[str, Table]) -> bool:
    """True for letters that say no more than which table is meant."""
    prefix = _letters(table.prefix)
    if letters in ("", prefix):
        return True
    if any(letters == _letters(one.prefix) for one in tables.values() if one.name != table.name):
        return False
    nouns = {
        _letters(noun) for noun in (table.noun, table.name, table.name.removesuffix("s")) if noun
    }
    if any(letters == noun + count for noun in (*nouns, "") for count in _COUNTS):
        return True
    return len(letters) >= 2 and any(noun.startswith(letters) for noun in nouns)


def _letters(text: str) -> str:
    return _NOISE.sub("", text).casefold()
