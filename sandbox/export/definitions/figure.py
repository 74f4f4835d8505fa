"""One figure: where it is shown, which fields it comes from, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Place = Literal[
    "header",
    "meter",
    "reply",
    "call",
    "trace",
    "inspector",
    "cost",
    "picker",
    "stats",
    "comparison",
]

_FIELD: Final = re.compile(r"`([a-z_]+)\.([a-z_]+)`")
_ESTIMATED: Final = ("prompt.parts", "context.history_tokens", "repair.tokens_added")


@dataclass(frozen=True, slots=True)
class Figure:
    """`name` is what `sandbox stats --define` takes. `source` and `how` are Markdown.

    In `source`, `KIND.FIELD` is a field of an event, `HOP.FIELD` of a hop's output; "–" where it
    comes from other figures alone. `known_as` says how it is known where its fields do not tell.
    `labels`: what stands beside it or over its column, word for word, where `title` is not that.
    """

    name: str
    place: Place
    title: str
    source: str
    how: str
    known_as: str = ""
    labels: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that `source` names, as `KIND.FIELD`."""
        return tuple(f"{kind}.{field}" for kind, field in _FIELD.findall(self.source))

    @property
    def clock(self) -> str:
        """What its times are taken from, "" for no time."""
        if any(name.endswith(".took") for name in self.fields) or self.known_as == "measured":
            return "stopwatch"
        if any(name.endswith(".at") for name in self.fields):
            return "world clock"
        return "the machine's clock" if any(n.endswith(".wall") for n in self.fields) else ""

    @property
    def known(self) -> str:
        """How it is known: measured, counted, recorded, reported, computed or estimated."""
        fields = self.fields
        if self.known_as:
            return self.known_as
        if any(name.endswith(".cost") for name in fields):
            return "reported, computed or estimated (≈)"
        if any(name.endswith(".usage") for name in fields):
            return "reported, else estimated (≈)"
        if any(name in _ESTIMATED for name in fields):
            return "estimated"
        return "measured" if self.clock == "stopwatch" else "counted"
