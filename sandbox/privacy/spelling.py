"""References: a personal value written as its cell, a part of it and a spelling rule.

`crm.customers/C-0007#name[0]:upper` is the first word of the name of customer C-0007 in capitals.
A reference is made only where it gives the text back exactly.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sandbox.domain.personal import PersonalKind

Lookup = Callable[[str, str, str, str], str | None]
"""The value of a seed cell, by service, table, key and column; None when there is none."""

_REFERENCE = re.compile(
    r"(?P<service>[^./]+)\.(?P<table>[^/]+)/(?P<key>.+)#(?P<column>[^#\[\]:]+)"
    r"(?:\[(?P<part>\d+)\])?(?::(?P<rule>[a-z0-9-]+))?",
    re.DOTALL,
)

_CASES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "capital": str.capitalize,
}
_SEPARATORS = {"dashes": "-", "dots": ".", "spaces": " ", "digits": ""}
_GROUPED = {"compact": "", "spaces": " ", "dashes": "-"}


class Cell(NamedTuple):
    """One cell of a column marked `personal:`. Held in memory only; a tuple, for there are many."""

    service: str
    table: str
    key: str
    column: str
    kind: PersonalKind
    value: str


def reference_to(cell: Cell, part: int | None, text: str, region: str) -> str:
    """The reference that gives exactly `text` back, or an empty string."""
    base = _part_of(cell.value, part)
    if base is None:
        return ""
    for rule, spelled in _spellings(base, cell.kind, region):
        if spelled == text:
            written = f"{cell.service}.{cell.table}/{cell.key}#{cell.column}"
            written += "" if part is None else f"[{part}]"
            written += f":{rule}" if rule else ""
            return written if _reads_back(written, cell) else ""
    return ""


def rebuild(reference: str, lookup: Lookup, region: str = "US") -> str | None:
    """The text a reference stands for; None when the cell is gone or no longer has that part.

    Raises `ValueError` when `reference` is none.
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"{reference!r} is no reference; expected service.table/KEY#column")
    value = lookup(match["service"], match["table"], match["key"], match["column"])
    part = None if match["part"] is None else int(match["part"])
    base = None if value is None else _part_of(value, part)
    return None if base is None else _spelled(base, match["rule"] or "", region)


class Referred(NamedTuple):
    """The cell that a reference names; `part` is None for the whole of it."""

    table: str
    key: str
    column: str
    part: int | None


def cell_of(reference: str) -> Referred | None:
    """What `reference` names; None when it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    part = None if match["part"] is None else int(match["part"])
    return Referred(match["table"], match["key"], match["column"], part)


def name_parts(value: str) -> list[str]:
    """The words of a name as references count them: "Hopper, Grace" has Hopper and Grace."""
    return [word.strip(",;") for word in value.split()]


def _reads_back(written: str, cell: Cell) -> bool:
    """Names may hold the signs of the grammar; then there is no reference."""
    match = _REFERENCE.fullmatch(written)
    return match is not None and match.group("service", "table", "key", "column") == cell[:4]


def _part_of(value: str, part: int | None) -> str | None:
    if part is None:
        return value
    parts = name_parts(value)
    return parts[part] if part < len(parts) else None


def _spellings(value: str, kind: PersonalKind, region: str) -> Iterator[tuple[str, str]]:
    """Every rule that makes sense for the kind, with what it makes of the value."""
    yield "", value
    for rule, change in _CASES.items():
        yield rule, change(value)
    if kind in ("card", "iban"):
        for rule in _GROUPED:
            yield rule, _grouped(value, rule)
    elif kind == "phone":
        yield from _phone_spellings(value, region)


def _spelled(value: str, rule: str, region: str) -> str | None:
    """What a rule makes of the value; None for a rule that is none or does not fit it."""
    if rule in _CASES or not rule:
        return _CASES[rule](value) if rule else value
    if rule in _GROUPED:
        return _grouped(value, rule)
    return dict(_phone_spellings(value, region)).get(rule)


def _grouped(value: str, rule: str) -> str:
    compact = "".join(c for c in value if c.isalnum())
    return _GROUPED[rule].join(compact[at : at + 4] for at in range(0, len(compact), 4))


def _phone_spellings(value: str, region: str) -> Iterator[tuple[str, str]]:
    """`national`, `international` and `e164` as in libphonenumber; `national-dots` and the like.

    `plain` is the national form without the trunk prefix: what follows the country code.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return
    formats = phonenumbers.PhoneNumberFormat
    international = phonenumbers.format_number(number, formats.INTERNATIONAL)
    national = phonenumbers.format_number(number, formats.NATIONAL)
    yield "national", national
    yield "international", international
    yield "e164", phonenumbers.format_number(number, formats.E164)
    bases = (
        ("national", national, ""),
        ("international", international, "+"),
        ("plain", international.partition(" ")[2], ""),
    )
    for name, base, plus in bases:
        groups = re.findall(r"\d+", base)
        for gap, separator in _SEPARATORS.items():
            yield f"{name}-{gap}", ("" if gap == "digits" else plus) + separator.join(groups)
