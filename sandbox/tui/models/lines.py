"""Draws one line of the model picker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.content import Content

from sandbox.tui.feed.format import DASH, count
from sandbox.tui.feed.safe import one_line
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.rowline import fit

if TYPE_CHECKING:
    from sandbox.models.listing import Choice

_WIDE: Final = 96
_MEDIUM: Final = 80
_SAID: Final = {True: "yes", False: "no", None: "?"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells, 0 for a column that a list so narrow has not: the last line tells it."""

    name: int
    last: int
    streams: int
    next: int


def columns(width: int) -> Columns:
    """Columns for a list of `width` cells."""
    last = 10 if width >= _MEDIUM else 0
    streams, following = (8, 11) if width >= _WIDE else (0, 0)
    name = width - 2 - 7 - 14 - 6 - 8 - last - streams - following
    return Columns(max(name, 12), last, streams, following)


def head(width: int) -> Content:
    """The names of the columns."""
    cols = columns(width)
    text = (
        f"  {fit('model', cols.name)}{'window':>6} {'$ in/out 1M':>13} {fit('tools', 6)}"
        f"{fit('streams', cols.streams)}{fit('key', 8)}{fit('1st token', cols.last)}"
        f"{fit('next in', cols.next)}"
    )
    return Content(fit(text, width)).stylize("$foreground-muted")


def title_line(title: str, width: int) -> Content:
    """The head of a group."""
    return Content(fit(f"{GLYPHS.rule * 2} {title} ", width, GLYPHS.rule)).stylize(
        "$foreground-muted"
    )


def model_line(one: Choice, width: int, cursor: bool, current: bool, filled: int) -> Content:
    """`filled`: estimated tokens of the last request, 0 for none."""
    cols = columns(width)
    window = count(one.window) if one.window else DASH
    small = bool(one.window and filled > one.window)
    tools = "$text-warning" if one.tools is False else ""
    return Content.assemble(
        (GLYPHS.cursor if cursor else " ", "bold $text-accent"),
        ("●" if current else " ", "$text-success"),
        (fit(_name(one.name, cols.name - 1), cols.name), "bold" if cursor else "$foreground"),
        (f"{window:>6} ", "bold $text-error" if small else ""),
        (f"{fit(_price(one), 13)} ", ""),
        (fit(_SAID[one.tools], 6), tools),
        (fit(_SAID[one.streaming], cols.streams), ""),
        (fit(_key(one), 8), "" if one.key else "$text-warning"),
        (fit(latency(one), cols.last), "$foreground-muted"),
        (fit(_following(one, filled), cols.next), "$foreground-muted"),
    )


def _name(name: str, room: int) -> str:
    """Cut in the middle: the provider is at its front, what tells its models apart at its end."""
    name = one_line(name, 200)
    if len(name) <= room:
        return name
    front = min(room // 3, 12)
    return f"{name[:front]}…{name[len(name) - room + front + 1 :]}"


def _key(one: Choice) -> str:
    if not one.key:
        return "missing"
    return "found" if one.variable and one.state != "known" else DASH


def _price(one: Choice) -> str:
    if one.given is None or one.output is None:
        return one_line(one.price or DASH).rjust(13)
    if one.given == one.output == 0:
        return "free".rjust(13)
    return f"{_dollars(one.given)}/{_dollars(one.output)}".rjust(13)


def _dollars(value: float) -> str:
    return f"{value:,.2f}" if value >= 0.01 or not value else "<0.01"


def latency(one: Choice) -> str:
    """Time to the first token in its last call; ≤ where only that of the whole call is known."""
    return one.first_token or DASH


def _following(one: Choice, filled: int) -> str:
    """What a request as long as the last one costs to send, without its reply."""
    if not filled or one.given is None:
        return DASH
    dollars = one.given * filled / 1e6
    if not dollars:
        return "$0"
    return f"≈${dollars:.4f}" if dollars >= 0.0001 else "≈$<0.0001"


def about(one: Choice, filled: int, width: int) -> Content:
    """The chosen model in two lines: its whole name and provider, then what to know of it."""
    facts = [one.name, one.provider, f"window {one.window:,} tokens" if one.window else ""]
    if one.window and filled > one.window:
        facts.append(f"the last request had ≈{filled:,}: too long for it")
    if latency(one) != DASH:
        facts.append(f"first token of its last call {latency(one)}")
    notes = [one.note, "takes no tools: told of them in words" if one.tools is False else ""]
    if one.tools is None:
        notes.append("nobody says whether it takes tools")
    first = " · ".join(one_line(fact, 120) for fact in facts if fact)
    second = " · ".join(one_line(note, 200) for note in notes if note)
    return Content.assemble(
        (fit(first, width), "$text-primary"), ("\n" + fit(second, width), "$foreground-muted")
    )
