"""Where the arguments of a call came from: customer, variable, tool result, procedure, nowhere.

Everything here is in masked form: equal values have equal placeholders, so they still meet.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.domain.base import JSON
from sandbox.domain.verdict import ArgumentSource, SourceKind
from sandbox.hops.answers import read_number

_FREE_TEXT_OVER = 60
"""Longer strings are prose that somebody worded; only ids, amounts and recipients are traced."""
_LOOKS_TRACED = re.compile(r"\d|@|\[[A-Z]+_\d+\]")
_DECIMAL = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_SAID_NUMBER = re.compile(r"(?<![\w.,])(?<!\w-)-?[0-9]+(?:[.,][0-9]+)*")
_AROUND_WORDS = ".,;:!?()\"'"

Place = tuple[SourceKind, str]


@dataclass
class Known:
    """What a value can have come from; grows with the log.

    `said`: the customer's words, by turn. `results`: plain form of each short value in a tool's
    result, to where it stood (`3.9 get_order/total`). Free text of results is no source: anybody
    may have written it. `fixed`: literals of the procedure's steps, the same way.
    """

    said: list[str] = field(default_factory=list[str])
    results: dict[str, str] = field(default_factory=dict[str, str])
    invented: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def called(self, tool: str, arguments: JSON, sources: Iterable[ArgumentSource]) -> None:
        """Notes what a call of `tool` is about to be made with out of nowhere."""
        values = dict(leaves(arguments))
        found = self.invented.setdefault(tool, set())
        for source in sources:
            if source.source == "nowhere" and source.pointer in values:
                found.add((_name_in(source.pointer), plain(values[source.pointer])))

    def returned(self, where: str, result: JSON, tool: str = "") -> None:
        """Notes the short values of one result of `tool`."""
        echoes = self.invented.get(tool, set[tuple[str, str]]())
        # A number means something by its name only; an id is itself under every name.
        ids = {value for _, value in echoes if not _DECIMAL.fullmatch(value)}
        for pointer, value in leaves(result):
            known = plain(value)
            if known in ids or (_name_in(pointer), known) in echoes:
                continue
            if not isinstance(value, str) or len(value) <= _FREE_TEXT_OVER:
                self.results[known] = f"{where}{pointer}"


@dataclass(frozen=True)
class Sources:
    """What one call is traced against. `person`: arguments that a person has just set."""

    known: Known
    variables: Mapping[str, JSON]
    fixed: Mapping[str, str]
    person: JSON = None

    def place_of(self, wanted: str) -> Place | None:
        """Where the plain form `wanted` was met, None if nowhere."""
        names = {plain(value): name for name, value in self.variables.items()}
        places: tuple[tuple[SourceKind, Mapping[str, str]], ...] = (
            ("variable", names),
            ("tool", self.known.results),
            ("procedure", self.fixed),
        )
        for source, values in places:
            if wanted in values:
                return source, values[wanted]
        for turn, words in enumerate(self.known.said, 1):
            if _within(wanted, words):
                return "customer", f"turn {turn}"
        return None


def sources_of(
    arguments: JSON, sources: Sources, defaults: Mapping[str, JSON] | None = None
) -> tuple[ArgumentSource, ...]:
    """The source of each scalar argument, by pointer. `defaults`: the contract's, by pointer."""
    found: list[ArgumentSource] = []
    for pointer, value in leaves(arguments):
        if pointer:
            source, where = _trace(pointer, value, sources, defaults or {})
            found.append(ArgumentSource(pointer=pointer, source=source, where=where))
    return tuple(found)


def leaves(value: JSON, pointer: str = "") -> Iterator[tuple[str, JSON]]:
    """(JSON pointer, scalar) of every leaf, by key: a log keeps no order of an object's keys."""
    items: Iterable[tuple[object, JSON]] = ()
    if isinstance(value, dict):
        items = sorted(value.items())
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        yield pointer, value
    for key, item in items:
        escaped = str(key).replace("~", "~0").replace("/", "~1")
        yield from leaves(item, f"{pointer}/{escaped}")


def _name_in(pointer: str) -> str:
    return next((part for part in reversed(pointer.split("/")) if not part.isdigit()), "")


def plain(value: JSON) -> str:
    """The form in which values are compared: trimmed text without case, 49.9 like `49.90`."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    text = str(value).strip().lower()
    return f"{Decimal(text).normalize():f}" if _DECIMAL.fullmatch(text) else text


def _trace(pointer: str, value: JSON, sources: Sources, defaults: Mapping[str, JSON]) -> Place:
    if isinstance(sources.person, dict) and pointer in dict(leaves(sources.person)):
        return "person", ""
    found = sources.place_of(plain(value))
    if found is not None:
        return found
    if pointer in defaults and plain(defaults[pointer]) == plain(value):
        return "default", "the contract"
    if not _must_come_from_somewhere(value):
        return "default", ""
    return _trace_words(value, sources) or ("nowhere", "")


def _trace_words(value: JSON, sources: Sources) -> Place | None:
    """Of a text of several words, those that name or count something must each be sourced."""
    words = value.split() if isinstance(value, str) else []
    if len(words) < 2:
        return None
    named = [word.strip(_AROUND_WORDS) for word in words if _LOOKS_TRACED.search(word)]
    places = [sources.place_of(plain(word)) for word in named]
    return places[0] if all(places) else None


def _must_come_from_somewhere(value: JSON) -> bool:
    """Numbers, and short texts with a digit, an @ or a placeholder: ids, amounts, recipients.

    Plain words (an enum, a reason) and prose that the model worded name no row.
    """
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return True
    return len(value) <= _FREE_TEXT_OVER and _LOOKS_TRACED.search(value) is not None


def _within(wanted: str, words: str) -> bool:
    if _DECIMAL.fullmatch(wanted):
        return any(plain(read_number(said)) == wanted for said in _SAID_NUMBER.findall(words))
    lower = words.lower()
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", lower) is not None
