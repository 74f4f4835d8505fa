"""Finds personal data in one text: shapes first, then what the back-end knows."""

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from sandbox.privacy.addresses import find_addresses
from sandbox.privacy.births import find_birth_dates
from sandbox.privacy.cards import find_cards
from sandbox.privacy.credentials import find_secrets
from sandbox.privacy.digits import Run, runs, without
from sandbox.privacy.emails import find_emails
from sandbox.privacy.found import Found, found
from sandbox.privacy.ibans import find_ibans
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.kinds import PLACEHOLDER, Kind
from sandbox.privacy.known import KnownValues, words_of
from sandbox.privacy.names import find_names
from sandbox.privacy.national import find_national_ids
from sandbox.privacy.net import find_ips
from sandbox.privacy.overlaps import Taken, taken_by
from sandbox.privacy.phones import find_phones
from sandbox.privacy.surrogate import find_surrogates

_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d]+")
_ALWAYS: frozenset[Kind] = frozenset(("secret", "literal"))
"""Kinds that win every overlap and that no table's keys can excuse."""


class Shapes(NamedTuple):
    """What of a text is personal whatever is known: spans by kind, fakes apart, and the numbers."""

    always: tuple[Found, ...]
    spans: tuple[tuple[Kind, int, int], ...]
    fakes: tuple[tuple[Kind, int, int], ...]
    numbers: list[Run]
    words: frozenset[str]


def shapes_in(
    text: str, known: KnownValues, keys: KeyShapes, region: str = "US", cue: str = ""
) -> Shapes:
    """The finds of every detector in `text`; see `detect`."""
    numbers = runs(text)
    numbers = without(numbers, _ids_in(text, numbers, known, keys))
    cards = list(find_cards(text, numbers, cue))
    numbers = without(numbers, cards)
    found_at: list[tuple[Kind, Iterable[tuple[int, int]]]] = [
        ("email", find_emails(text)),
        ("card", cards),
        ("phone", find_phones(text, numbers, region, cue)),
        *(_with_digits(text) if _DIGIT.search(text) else ()),
        ("address", find_addresses(text)),
        ("name", find_names(text, keys.things)),
    ]
    fakes: tuple[tuple[Kind, int, int], ...] = tuple(
        (kind, start, end) for kind, at in find_surrogates(text) for start, end in at
    )
    spans: Iterator[tuple[Kind, int, int]] = (
        (kind, start, end) for kind, at in found_at for start, end in at
    )
    return Shapes(
        tuple(_always(text)),
        tuple(_apart(spans, fakes, len(text)) if fakes else spans),
        fakes,
        numbers,
        words_of(text),
    )


def detect(
    text: str,
    known: KnownValues,
    keys: KeyShapes,
    region: str = "US",
    cue: str = "",
    shapes: Shapes | None = None,
    allowed: Container[str] = (),
) -> tuple[Found, ...]:
    """Personal data in `text`, in order and without overlaps; the longest find wins.

    `region` is the two-letter country of phone numbers written without a plus. `cue` is thought to
    stand before the text: what the name of its field says (`cues.field_cue`). Ids of rows are
    never personal. A provider key is a find of kind `secret` without its value. `shapes`: what
    `shapes_in` gave for the same arguments. `allowed`: kinds that are left alone, unless the
    back-end knows the value.
    """
    shapes = shapes or shapes_in(text, known, keys, region, cue)
    finds = [
        *shapes.always,
        *(
            _named(text, (start, end), kind, known, region)
            for kind, start, end in (*shapes.fakes, *shapes.spans)
            if kind not in allowed or known.holds(kind, text[start:end])  # pyright: ignore
        ),
        *known.find(text, shapes.numbers, region, shapes.words),
    ]
    return _chosen(find for find in finds if not _is_id(find, text, known, keys))


def _always(text: str) -> Iterator[Found]:
    for start, end in find_secrets(text):
        yield found(start, end, "secret", "")
    for literal in PLACEHOLDER.finditer(text):
        yield found(*literal.span(), "literal", literal[0])


def _with_digits(text: str) -> Iterator[tuple[Kind, Iterable[tuple[int, int]]]]:
    yield "iban", find_ibans(text)
    words = set(_WORDS.findall(text.lower()))
    yield "national_id", find_national_ids(text, words)
    yield "ip", find_ips(text)
    yield "birth_date", find_birth_dates(text, words)


def _apart(
    spans: Iterable[tuple[Kind, int, int]], fakes: tuple[tuple[Kind, int, int], ...], length: int
) -> Iterator[tuple[Kind, int, int]]:
    """Those that touch no fake: what a detector takes along with a fake, it did not take then."""
    taken = taken_by((fake[1:] for fake in fakes), length)
    return (span for span in spans if not taken.touches(*span[1:]))


def _named(text: str, span: tuple[int, int], kind: Kind, known: KnownValues, region: str) -> Found:
    value = text[slice(*span)]
    return found(*span, kind, value, known.reference(kind, value, region))  # type: ignore[arg-type]


def _ids_in(
    text: str, numbers: list[Run], known: KnownValues, keys: KeyShapes
) -> Iterator[tuple[int, int]]:
    """Ids among the runs, so that no phone number begins inside one.

    Not those of bare digits: `555` may be the key of a row and part of a phone number.
    """
    for groups in numbers:
        first, last = groups[0].start, groups[-1].end
        for start, end in keys.ids_around(text, first, last, known.is_key_value):
            if any(map(str.isalpha, text[start:end])):
                yield start, end


def _is_id(find: Found, text: str, known: KnownValues, keys: KeyShapes) -> bool:
    if find.kind in _ALWAYS:
        return False
    ids = keys.ids_around(text, find.start, find.end, known.is_key_value)
    return any(start <= find.start and find.end <= end for start, end in ids)


def _chosen(finds: Iterable[Found]) -> tuple[Found, ...]:
    """Finds without overlaps: secrets first, then the longest, then those that name a cell."""
    chosen: list[Found] = []
    cluster: list[Found] = []
    end = 0
    for find in sorted(finds, key=lambda at: at.start):
        if cluster and find.start >= end:
            chosen += _best_of(cluster)
            cluster = []
        cluster.append(find)
        end = max(end, find.end)
    return (*chosen, *_best_of(cluster))


def _best_of(cluster: list[Found]) -> list[Found]:
    """Of finds that overlap in a chain those to keep, in order."""
    if len(cluster) < 2:
        return cluster
    kept: list[Found] = []
    taken = Taken(cluster[0].start, max(find.end for find in cluster))
    for find in sorted(cluster, key=_rank):
        if not taken.touches(find.start, find.end):
            taken.add(find.start, find.end)
            kept.append(find)
    return sorted(kept, key=lambda at: at.start)


def _rank(find: Found) -> tuple[bool, int, bool, bool, int]:
    is_weak = find.kind == "phone"  # many plans take any digits; check digits and cues say more
    return (
        find.kind not in _ALWAYS,
        find.start - find.end,
        not find.reference,
        is_weak,
        find.start,
    )
