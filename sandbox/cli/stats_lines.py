"""The figures of `sandbox stats` as lines: drawn on a terminal, plain in a pipe."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from sandbox.cli import drawing
from sandbox.cli.stats_procedures import procedure_lines
from sandbox.domain.money import Cost
from sandbox.export.cost import money
from sandbox.export.figures import By, Hops, Stats, Tools, Turns
from sandbox.export.spread import Spread, quantile
from sandbox.export.tokens import amounts

_STATUSES: Final = ("ok", "stood in", "failed", "unknown")
_SHORT: Final = {
    "stood in": "old",
    "failed": "fail",
    "unknown": "unkn",
    "failures": "fails",
    "repairs": "mend",
    "confirms": "conf",
    "denials": "deny",
    "repeats": "again",
    "p50 ms": "p50",
    "p95 ms": "p95",
}

_BAR: Final = 24
_LINE: Final = 40


def head_lines(found: Stats, times: Sequence[int]) -> Iterator[str]:
    """What all of it comes to; `times` are the last turns', for the sparkline."""
    total = found.total
    days = f" · {_days(found.first, found.last)}" if found.first else ""
    yield f"{_plural(found.sessions, 'session')} · {_plural(total.turns, 'turn')}{days}"
    if not found.sessions:
        return
    yield ""
    yield from _shares("sessions", found.outcomes, found.sessions)
    yield from _shares("turns", total.outcomes, total.turns)
    judges = " · ".join(f"{count} by the {who}" for who, count in found.judged_by.items())
    yield _labelled("judged", judges or "none yet")
    yield _labelled("marks", f"{total.good} good · {total.bad} bad")
    yield from _trouble(total)
    yield _labelled("tokens", tokens(total))
    yield _labelled("cost", costs(total))
    spread = total.time
    words = f"p50 {_ms(spread.p50)} ms · p95 {_ms(spread.p95)} ms · max {_ms(spread.max)} ms"
    yield _labelled("turn time", words)
    if drawing.drawn() and times:
        shown = times[-_LINE:]
        # One turn that took minutes would flatten all others.
        line = drawing.sparkline(shown, quantile(sorted(shown), 0.95))
        yield _labelled("", f"{line}  the last {_plural(len(shown), 'turn')}")
    yield ""


def group_lines(found: Stats, by: By) -> list[str]:
    """One row a hop, tool, model, intent or procedure."""
    match by:
        case "hop":
            return _hops(found.hops)
        case "tool":
            return _tools(found.tools)
        case "model":
            return _turns(found.models, "model")
        case "intent":
            return _turns(found.intents, "intent")
        case "procedure":
            return list(procedure_lines(found.procedures))


def tokens(turns: Turns) -> str:
    """Sums of what is known, and how many calls are not in them."""
    given, output = amounts(turns.used)
    left_out = turns.tokens_untold
    more = f" · not known of {_plural(left_out, 'call')}" if left_out else ""
    return f"{given} in · {output} out{more}"


def costs(turns: Turns) -> str:
    """Cost by how it is known; what is unknown is counted in calls, never in money."""
    parts: list[str] = []
    for known, spent in turns.cost.items():
        calls = _plural(spent.calls, "call")
        amount = money(Cost(nano=spent.nano, known=known)) if spent.nano is not None else "–"
        parts.append(f"{known} {amount} ({calls})")
    return " · ".join(parts) or "no model call"


def _shares(label: str, counts: dict[str, int], whole: int) -> Iterator[str]:
    """One line an outcome, with its share."""
    for name, count in counts.items():
        words = f"{name.replace('_', ' '):<12} {count:>6,} {count / whole:>5.0%}"
        drawn = f"  {drawing.bar(count, whole, _BAR)}" if drawing.drawn() else ""
        yield f"{_labelled(label, words)}{drawn}"
        label = ""


def _trouble(turns: Turns) -> Iterator[str]:
    """What went wrong, three figures a line."""
    counts = {
        "failure": turns.failures,
        "repair": turns.repairs,
        "denial": turns.denials,
        "handoff": turns.handoffs,
        "degraded turn": turns.degraded,
        "injected fault": turns.faults_injected,
    }
    told = [_plural(count, noun) for noun, count in counts.items() if count] or ["none"]
    for at in range(0, len(told), 3):
        yield _labelled("" if at else "trouble", " · ".join(told[at : at + 3]))


def _hops(hops: Sequence[Hops]) -> list[str]:
    rows = [
        [
            hop.name,
            f"{hop.time.n:,}",
            *_spread(hop.time),
            f"{hop.share:.1%}".replace("%", " %"),
            str(hop.failures),
            str(hop.faults_injected),
        ]
        for hop in hops
    ]
    header = ("hop", "n", "p50 ms", "p95 ms", "max ms", "share", "failures", "injected")
    return _with_reach(rows, header, [hop.time for hop in hops])


def _turns(groups: Sequence[Turns], name: str) -> list[str]:
    rows = [
        [
            group.name,
            str(group.turns),
            _ms(group.time.p50),
            _ms(group.time.p95),
            str(group.failures),
            str(group.repairs),
            str(group.denials),
            str(group.handoffs),
        ]
        for group in groups
    ]
    header = (name, "turns", "p50 ms", "p95 ms", "failures", "repairs", "denials", "handoffs")
    lines = _with_reach(rows, header, [group.time for group in groups])
    result = lines[:1]
    for line, group in zip(lines[1:], groups, strict=True):
        result += [line, *_wrapped(_more(group))]
    return result


def _more(group: Turns) -> str:
    """How its turns ended, how people marked them, and what they cost."""
    ends = ", ".join(f"{count} {end.replace('_', ' ')}" for end, count in group.outcomes.items())
    marks = {"good": group.good, "bad": group.bad}
    marked = ", ".join(f"{count} marked {mark}" for mark, count in marks.items() if count)
    return " · ".join(part for part in (ends, marked, costs(group)) if part)


def _wrapped(words: str) -> list[str]:
    """Indented; a pipe gets one line, however long."""
    width = drawing.width() - 1 if drawing.drawn() else 10**6
    return textwrap.wrap(words, width, initial_indent="    ", subsequent_indent="    ")


def _tools(tools: Sequence[Tools]) -> list[str]:
    rows = [
        [
            tool.name,
            str(tool.calls),
            *(str(tool.statuses.get(status, 0)) for status in _STATUSES),
            *(str(n) for n in (tool.repairs, tool.confirms, tool.denials, tool.from_ledger)),
            _ms(tool.time.p50),
            _ms(tool.time.p95),
        ]
        for tool in tools
    ]
    header = ("tool", "calls", *_STATUSES, "repairs", "confirms", "denials",
              "repeats", "p50 ms", "p95 ms")  # fmt: skip
    return _with_reach(rows, header, [tool.time for tool in tools])


def _with_reach(
    rows: list[list[str]], header: Sequence[str], spreads: Sequence[Spread]
) -> list[str]:
    """The table, and behind it on a terminal a bar to p50 and on to p95, on one scale for all."""
    lines = drawing.columns(rows, header)
    wide = max(len(line) for line in lines)
    for narrower in (_without_zeros, _shortened):
        if drawing.drawn() and wide > drawing.width():
            rows, header = narrower(rows, header)
            lines = drawing.columns(rows, header)
            wide = max(len(line) for line in lines)
    room = min(drawing.width() - wide - 2, 40)
    if not drawing.drawn() or room < 8:
        return lines
    whole = max((spread.p95 or 0.0 for spread in spreads), default=0.0)
    draw: Callable[[Spread], str] = lambda s: drawing.reach(s.p50 or 0.0, s.p95 or 0.0, whole, room)  # noqa: E731
    return lines[:1] + [
        f"{line.ljust(wide)}  {draw(spread)}".rstrip()
        for line, spread in zip(lines[1:], spreads, strict=True)
    ]


def _without_zeros(
    rows: list[list[str]], header: Sequence[str]
) -> tuple[list[list[str]], list[str]]:
    """Only columns that say something, where there is no room for all."""
    kept = [at for at in range(len(header)) if {row[at] for row in rows} != {"0"}]
    return [[row[at] for at in kept] for row in rows], [header[at] for at in kept]


def _shortened(rows: list[list[str]], header: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """The same columns under shorter heads; milliseconds as everywhere."""
    return rows, [_SHORT.get(name, name) for name in header]


def _spread(spread: Spread) -> list[str]:
    return [_ms(spread.p50), _ms(spread.p95), _ms(spread.max)]


def _ms(value: float | None) -> str:
    """Milliseconds: one digit behind the point below ten, `–` where there is no sample."""
    if value is None:
        return "–"
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def _labelled(label: str, words: Any) -> str:
    return f"{label:<9}  {words}"


def _days(first: str, last: str) -> str:
    one, two = first[:10], last[:10]
    return one if one == two else f"{one} to {two}"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
