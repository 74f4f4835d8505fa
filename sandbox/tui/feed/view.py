"""Shapes that widgets draw. Plain data with masked texts; durations in nanoseconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sandbox.domain.money import Cost
    from sandbox.tui.feed.facts import HopFacts

RowKind = Literal["turn", "hop", "fold", "wait", "between", "note"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the trace.

    `key` is a hop's id (`3.6`) or derived from one; it never changes while the row lives. `own` is
    the row's share of the turn's total: what it shares with an earlier row is counted there, and
    `overlap` is set. `spent` is its whole time without waiting. `start`, `length` and `scale` place
    its bar on the turn's time axis, from which waiting for a person is cut out; `bars` are the
    parts (start, length) of that in which it ran, where there are several. `marked`: good or
    bad when a person has marked its turn. `sign`: against another run of it, `~` differs, `+` new.
    `facts`: what a filter asks of a hop besides.
    """

    key: str
    kind: RowKind
    turn: int
    name: str
    number: str = ""
    subject: str = ""
    note: str = ""
    mark: str = ""
    start: int = 0
    length: int = 0
    scale: int = 0
    spent: int | None = None
    own: int = 0
    running: bool = False
    overlap: bool = False
    slow: bool = False
    open: bool = False
    child: bool = False
    hops: tuple[str, ...] = ()
    text: str = ""
    marked: str = ""
    sign: str = ""
    bars: tuple[tuple[int, int], ...] = ()
    facts: HopFacts | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Detail:
    """One line under a tool call: what happened to it. `tone`: repair, bad, good or dim."""

    tone: str
    text: str


CallStatus = Literal[
    "running", "waiting", "ok", "repaired", "denied", "failed", "unknown", "invalid", "stopped"
]


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call, over all hops that judged and ran it. `key` is the hop to inspect."""

    key: str
    hops: tuple[str, ...]
    subject: str
    arguments: Any
    status: CallStatus
    spent: int | None
    details: tuple[Detail, ...] = ()

    @property
    def trouble(self) -> bool:
        """True when it opens by itself."""
        told = any(detail.tone == "warn" for detail in self.details)
        return told or self.status not in ("ok", "running", "stopped")


@dataclass(frozen=True, slots=True)
class Said:
    """Text that came with tool calls, before the answer."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A hop that failed, and what the turn did instead."""

    key: str
    name: str
    text: str
    hint: str = ""
    degraded: str = ""


Item = Call | Said | Trouble


@dataclass(frozen=True, slots=True)
class Block:
    """One turn as the chat shows it.

    `stage` names the running hop; `writes` is True once a write was attempted, from when on the
    reply is held back until it was checked. `verdict` is `respond`'s.
    """

    turn: int
    model: str
    asked: str
    items: tuple[Item, ...]
    reply: str
    reply_key: str
    running: bool
    stage: str
    writes: bool
    waiting: bool
    outcome: str
    degraded: bool
    why: str
    verdict: str
    hops: int
    total: int
    waited: int
    cost: Cost | None
    up: int
    down: int
    estimated: bool
    mark: str = ""
    note: str = ""
    untold: int = 0

    @property
    def marked(self) -> str:
        """`marked bad: too long`, "" without a mark."""
        if not self.mark:
            return ""
        return f"marked {self.mark}: {self.note}" if self.note else f"marked {self.mark}"


@dataclass(frozen=True, slots=True)
class Meter:
    """The figures of the bottom line. `window` is what the last request filled, estimated.

    `p50` and `p95` are of the turns that have ended, in nanoseconds, without waiting for a person;
    None before the first. `turn_slow`: hops of the last turn that are marked slow.
    """

    turns: int = 0
    turn_cost: Cost | None = None
    turn_total: int = 0
    turn_hops: int = 0
    turn_marks: str = ""
    turn_slow: int = 0
    p50: int | None = None
    p95: int | None = None
    cost: Cost | None = None
    up: int = 0
    down: int = 0
    estimated: bool = False
    untold: int = 0
    window: int = 0
    repairs: int = 0
    denials: int = 0
    faults: int = 0
    breakers: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value lines. A value is shown as it is when text, as JSON on a line when not."""

    rows: tuple[tuple[str, Any], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Running text. `tone`: "", dim, good, bad or warn.

    `masked`: what stands in its place as long as real values are not asked for; "" for the text.
    """

    text: str
    tone: str = ""
    title: str = ""
    masked: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A JSON value, highlighted. `wrap` breaks long lines."""

    value: Any
    title: str = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """Lines of a comparison: (" ", "+", "-" or "@", text).

    `marks`: for each line the spans (start, end) of what is different in it; () for none at all.
    `heads`: what stands above the two sides; ("", "") where one column is the better view.
    """

    lines: tuple[tuple[str, str], ...]
    title: str = ""
    marks: tuple[tuple[tuple[int, int], ...], ...] = ()
    heads: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares of a whole: (label, amount, words)."""

    rows: tuple[tuple[str, float, str], ...]
    total: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Text with spans: (start, end, label)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    title: str = ""


Section = Facts | Words | Tree | Diff | Bars | Marked


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the inspector; `build` makes its sections when it is looked at."""

    name: str
    build: Callable[[], tuple[Section, ...]]
    badge: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the inspector shows of one row. `causes`: what is suspicious about it."""

    key: str
    title: str
    mark: str = ""
    tabs: tuple[Tab, ...] = field(default_factory=tuple)
    causes: tuple[str, ...] = ()
