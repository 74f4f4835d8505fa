"""The tabs of `/figures`."""

from __future__ import annotations

from sandbox.export.definitions import figures_of
from sandbox.export.definitions.figure import Figure, Place
from sandbox.log.fold import Turn
from sandbox.tui.feed.format import dollars, duration, plural
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Words
from sandbox.tui.figures.adding import Addend, Sum, cost_of, time_of
from sandbox.tui.figures.now import Now, values

_TABS: tuple[tuple[str, Place], ...] = (
    ("Meter", "meter"),
    ("Header", "header"),
    ("Reply", "reply"),
    ("Calls", "call"),
    ("Trace", "trace"),
    ("Inspector", "inspector"),
    ("Cost", "cost"),
    ("Models", "picker"),
    ("Comparison", "comparison"),
    ("Stats", "stats"),
)


def inspect_figures(now: Now) -> Inspection:
    """Every figure with its value at this moment; of the last turn, that its rows add up."""
    there = values(now)
    tabs = [
        Tab(name, lambda place=place: tuple(_section(one, there, now) for one in figures_of(place)))
        for name, place in _TABS
    ]
    turn = now.turn
    if turn is not None and turn.finished is not None:
        tabs.insert(1, Tab("Sum", lambda: _sums(turn)))
    return Inspection("figures", "what each means", tabs=tuple(tabs))


def _section(figure: Figure, there: dict[str, str], now: Now) -> Facts:
    value = there.get(figure.name)
    rows = [
        *([("now", value)] if value is not None else []),
        ("from", _plain(figure.source)),
        ("how", _plain(figure.how)),
        *([("clock", figure.clock)] if figure.clock else []),
        ("known", figure.known + _known_now(figure, now)),
    ]
    return Facts(tuple(rows), _plain(figure.title))


def _known_now(figure: Figure, now: Now) -> str:
    """How the one on the screen is known, where a figure may be known in several ways."""
    meter = now.meter
    cost = {"meter.turn-cost": meter.turn_cost, "meter.session": meter.cost}.get(figure.name)
    if cost is not None:
        return f"; this one: {cost.known}"
    if figure.name == "meter.tokens" and meter.turns:
        more = f", not told by {plural(meter.untold, 'call')}" if meter.untold else ""
        return f"; these: {'estimated' if meter.estimated else 'reported'}{more}"
    return ""


def _plain(markdown: str) -> str:
    return markdown.replace("`", "").replace("*", "")


def _sums(turn: Turn) -> tuple[Section, ...]:
    times, costs = time_of(turn), cost_of(turn)
    sections: list[Section] = [
        Words(f"The rows of turn {turn.number} against its total."),
        Facts(_rows(times, "ms"), f"Time: {duration(times.total.exact)}"),
        Words(_told(times, "ns", "ms"), "good" if times.exact == times.total.exact else "bad"),
    ]
    if costs is None:
        sections.append(Words("A call's cost is not known, so the turn's is not either.", "dim"))
    elif costs.rows:
        sections.append(Facts(_rows(costs, ""), f"Cost: {dollars(turn.cost)}"))
        same = costs.exact == costs.total.exact
        sections.append(Words(_told(costs, "nano-dollars", "$"), "good" if same else "bad"))
    return tuple(sections)


def _rows(found: Sum, unit: str) -> tuple[tuple[str, str], ...]:
    def line(one: Addend) -> tuple[str, str]:
        return one.name, f"{one.shown} {unit}".rstrip() + f"  ({one.exact:,})"

    return (*(line(row) for row in found.rows), line(found.total))


def _told(found: Sum, exact: str, shown: str) -> str:
    """That the rows add up, and how far rounding takes them apart."""
    off = found.total.exact - found.exact
    sure = "exactly the total" if not off else f"{off:,} less than the total"
    apart = f"{abs(found.apart):f}".rstrip("0").rstrip(".") or "0"
    apart = f"${apart}" if shown == "$" else f"{apart} {shown}"
    return (
        f"{plural(len(found.rows), 'row')} add up to {found.exact:,} {exact}, {sure}. As shown, "
        f"each rounded by itself, they are {apart} apart from it."
    )
