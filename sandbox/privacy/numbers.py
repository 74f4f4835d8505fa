"""Known numbers by their last seven digits, so that every spelling of a phone number is found."""

from collections.abc import Iterator
from typing import NamedTuple

from sandbox.domain.personal import PersonalKind
from sandbox.privacy.digits import Run, ascii_digits, windows
from sandbox.privacy.spelling import Cell

_TAIL = 7
_LONGEST = 19
_FULL = 9
_PREFIX = 4  # of a country code with a trunk digit
_SEPARATORS = frozenset(" \t\u00a0\u202f.-\u2010\u2011\u2012\u2013/()+")


class KnownNumber(NamedTuple):
    """A cell that is a number, its digits, those without prefixes, and whether the seed has it."""

    cell: Cell
    digits: str
    subscriber: str
    seed: bool


Numbers = dict[str, list[KnownNumber]]


def add_number(numbers: Numbers, cell: Cell, seed: bool) -> None:
    """Adds a cell of seven digits or more and separators; any other is not a number."""
    digits = ascii_digits(cell.value)
    plain = all(c in _SEPARATORS or c.isdecimal() for c in cell.value)
    if plain and len(digits) >= _TAIL:
        numbers.setdefault(digits[-_TAIL:], []).append(
            KnownNumber(cell, digits, _subscriber(cell.value), seed)
        )


def with_number(layers: list[Numbers], text: str, digits: str) -> Iterator[KnownNumber]:
    """Known numbers that `text`, whose digits these are, is a spelling of."""
    candidates = [known for numbers in layers for known in numbers.get(digits[-_TAIL:], ())]
    subscriber = _subscriber(text) if candidates else ""
    shortest = _TAIL if any(c in _SEPARATORS for c in text.strip()) else _TAIL + 1
    for known in candidates:
        is_phone = (
            known.cell.kind == "phone" and min(len(subscriber), len(known.subscriber)) >= shortest
        )
        if known.digits == digits or (is_phone and _same(known.subscriber, subscriber)):
            yield known


def _same(one: str, other: str) -> bool:
    """Whether two phone numbers differ in their prefixes only: +44 (0)20 …, 004420 …, 020 …."""
    apart = abs(len(one) - len(other))
    return apart <= _PREFIX and (one.endswith(other) or other.endswith(one))


def _subscriber(text: str) -> str:
    return ascii_digits(text.replace("(0)", "")).lstrip("0")


def find_numbers(
    layers: list[Numbers], text: str, found: list[Run]
) -> Iterator[tuple[int, int, PersonalKind]]:
    """Start, end and kind of every known number, whatever its separators."""
    for groups in found:
        first = 0
        while first < len(groups):
            hit = _from(layers, text, groups, first)
            if hit:
                yield (*hit[0], hit[1])
            first = hit[2] + 1 if hit else first + 1


def _from(
    layers: list[Numbers], text: str, groups: Run, first: int
) -> tuple[tuple[int, int], PersonalKind, int] | None:
    for last, digits in windows(groups, first, _TAIL, _LONGEST):
        tail = digits[-_TAIL:]
        end = groups[last].end
        if not any(tail in numbers for numbers in layers) or _is_glued(text, end):
            continue
        # The end of a longer number is not the local form of somebody else's.
        if len(digits) < _FULL and (first > 0 or last + 1 < len(groups)):
            continue
        start = _with_plus(text, groups[first].start)
        known = next(with_number(layers, text[start:end], digits), None)
        if known:
            return (start, end), known.cell.kind, last
    return None


def _is_glued(text: str, end: int) -> bool:
    after = text[end : end + 1]
    return after.isascii() and after.isalnum() and after not in "xX"


def _with_plus(text: str, start: int) -> int:
    """`start`, or where the plus and the bracket before it begin."""
    while start > 0 and text[start - 1] in "+(":
        start -= 1
    return start
