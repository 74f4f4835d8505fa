"""Finds personal data in one text: shapes first, then what the back-end knows."""

import re
from collections.abc import Iterable, Iterator

from sandbox.privacy.cards import find_cards
from sandbox.privacy.credentials import find_secrets
from sandbox.privacy.digits import Run, runs, without
from sandbox.privacy.emails import find_emails
from sandbox.privacy.found import Found, found
from sandbox.privacy.ibans import find_ibans
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.kinds import PLACEHOLDER, Kind
from sandbox.privacy.known import KnownValues
from sandbox.privacy.national import find_national_ids
from sandbox.privacy.phones import find_phones
from sandbox.privacy.streets import find_streets
from sandbox.privacy.surrogate import find_surrogates

_DIGIT = re.compile(r"\d")
_ALWAYS: frozenset[Kind] = frozenset(("secret", "literal"))
"""Kinds that win every overlap and that no table's keys can excuse."""


def detect(
    text: str, known: KnownValues, keys: KeyShapes, region: str = "US", cue: str = ""
) -> tuple[Found, ...]:
    """Personal data in `text`, in order and without overlaps; the longest find wins.

    `region` is the two-letter country of phone numbers written without a plus. `cue` is thought to
    stand before the text: what the name of its field says (`cues.field_cue`). Ids of rows are
    never personal. A provider key is a find of kind `secret` without its value.
    """
    numbers = runs(text)
    numbers = without(numbers, _ids_in(text, numbers, known, keys))
    cards = list(find_cards(text, numbers, cue))
    numbers = without(numbers, cards)
    spans: list[tuple[Kind, Iterable[tuple[int, int]]]] = [
        ("email", find_emails(text)),
        ("card", cards),
        ("phone", find_phones(text, numbers, region, cue)),
        *(_with_digits(text) if _DIGIT.search(text) else ()),
        *find_surrogates(text),
    ]
    finds = [
        *_always(text),
        *(_named(text, span, kind, known, region) for kind, at in spans for span in at),
        *known.find(text, numbers, region),
    ]
    return _chosen(find for find in finds if not _is_id(find, text, known, keys))


def _always(text: str) -> Iterator[Found]:
    for start, end in find_secrets(text):
        yield found(start, end, "secret", "")
    for literal in PLACEHOLDER.finditer(text):
        yield found(*literal.span(), "literal", literal[0])


def _with_digits(text: str) -> Iterator[tuple[Kind, Iterable[tuple[int, int]]]]:
    yield "iban", find_ibans(text)
    yield "value", find_national_ids(text)
    yield "address", find_streets(text)


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
    for find in sorted(cluster, key=_rank):
        if all(find.end <= other.start or other.end <= find.start for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda at: at.start)


def _rank(find: Found) -> tuple[bool, int, bool, int]:
    return (find.kind not in _ALWAYS, find.start - find.end, not find.reference, find.start)
