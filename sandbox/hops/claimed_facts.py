"""Amounts and ids that a claim names, held against those of the deed that supports it."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from sandbox.domain.base import JSON
from sandbox.domain.tool import RowChange
from sandbox.hops.answers import read_number
from sandbox.hops.provenance import leaves, plain

_AMOUNT = re.compile(
    r"(?:[€$£]|\b(?:EUR|USD|GBP))\s?(?P<after>\d[\d.,]*\d|\d)"
    r"|(?P<before>\d[\d.,]*\d|\d)\s?(?:€|EUR\b|USD\b|GBP\b|euros?\b|dollars?\b)",
    re.IGNORECASE,
)
_ID = re.compile(r"(?<![\w-])#?[A-Z]{1,4}-?\d{3,}(?![\w-])|(?<![\w-])#\d{3,}(?![\w-])")
_CLAUSE = re.compile(r"[,;:(–—](?!\d)|\band\s+(?=(?:\w+ly\s+|also\s+)?\w+ed\b)")
_MONEY_VALUE = re.compile(r"\d+\.\d{1,2}")


def facts_of_call(arguments: JSON, result: JSON, rows: Iterable[JSON] = ()) -> frozenset[str]:
    """Every short value of a call, its result and `rows` (as `moved` gives them).

    In plain form and as it was written, so that 5.00 can be told as 5.00.
    """
    values = [value for part in (arguments, result, *rows) for _, value in leaves(part)]
    short = [one for one in values if one is not None and len(str(one)) <= 60]
    return frozenset(form for one in short for form in (plain(one), str(one).strip().lower()))


def moved(change: RowChange) -> dict[str, JSON]:
    """The cells that a deed changed, and the ids of their row.

    What else stands in the row is no amount of the deed: an order's price is none of a refund.
    """
    before, after = change.before or {}, change.after or {}
    cells = {
        name: value
        for name, value in after.items()
        if name not in before
        or before[name] != value
        or (isinstance(value, str) and _ID.fullmatch(value))
    }
    # A key that is a number would pass for an amount.
    return cells if change.key.isdigit() else {**cells, "": change.key}


def wrong_fact(sentence: str, told: str, facts: frozenset[str]) -> str:
    """An amount or id that the claim `told` names and the deed does not have, "" if there is none.

    Only what stands in the claim's own clause counts, and only where the deed has such a fact at
    all: an order's worth is no amount of a cancellation.
    """
    start = sentence.find(told)
    rest = sentence[start + len(told) :]
    cut = _CLAUSE.search(rest)
    after = told + (rest[: cut.start()] if cut else rest)
    before = _CLAUSE.split(sentence[:start])[-1]
    clause = after if _AMOUNT.search(after) else f"{before} {after}"
    return _wrong_amount(clause, facts) or _wrong_id(after, facts)


def _wrong_amount(clause: str, facts: frozenset[str]) -> str:
    known = {value for one in facts if (value := _decimal(one)) is not None and _is_money(one)}
    found = _AMOUNT.search(clause)
    if not known or found is None:
        return ""
    value = _decimal(plain(read_number(found["after"] or found["before"])))
    sums = {sum(known, Decimal(0))} | known
    # Whole amounts of a call may be given in minor units in its rows.
    return "" if value is None or value in sums or value * 100 in sums else found[0]


def _is_money(value: str) -> bool:
    return bool(_MONEY_VALUE.fullmatch(value)) or value.isdigit()


def _wrong_id(clause: str, facts: frozenset[str]) -> str:
    named = _ID.findall(clause)
    for one in named:
        shape = _shape(one)
        same = {fact for fact in facts if _shape(fact) == shape}
        if same and one.lower() not in same:
            return one
    return ""


def _shape(text: str) -> str:
    """`O-10042` and `o-10077` are of one shape; another prefix or length is another."""
    return re.sub(r"\d", "9", text.lower())


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
