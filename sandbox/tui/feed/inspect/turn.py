"""Tabs of a whole turn, and of respond: where time went, and what every figure means."""

from __future__ import annotations

from sandbox.domain.hop import RespondOutput
from sandbox.export.tokens import amounts
from sandbox.log.changes import net
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.times import Times, times_of
from sandbox.tui.feed.format import dollars, duration, plural
from sandbox.tui.feed.inspect.call import change_section
from sandbox.tui.feed.inspect.model import KNOWN
from sandbox.tui.feed.view import Bars, Facts, Section, Tab, Tree, Words

SLOW_ENGINE = 300_000_000
"""Nanoseconds of a turn outside model, tools and waiting over which it is marked."""


def tabs(session: Session, turn: Turn) -> list[Tab]:
    """Of a turn: where its time went, its figures with their sources, the rows it changed."""
    result = [
        Tab("Time", lambda: _time(turn)),
        Tab("Figures", lambda: _figures(turn)),
    ]
    if turn.changes:
        changes = net(turn.changes)
        result.append(
            Tab("Rows", lambda: tuple(change_section(one) for one in changes), len(changes))
        )
    if turn.finished is not None:
        raw = turn.finished.model_dump(mode="json", exclude_defaults=True)
        result.append(Tab("Raw", lambda: (Tree(raw),)))
    return result


def _time(turn: Turn) -> tuple[Section, ...]:
    times = times_of(turn)
    shares = shares_of(turn, times)
    bars = tuple(
        (name, float(ns), f"{duration(ns):>9}  {ns / max(times.total, 1):4.0%}")
        for name, ns in shares
    )
    sections: list[Section] = [Bars(bars, float(max(times.total, 1)), duration(times.total))]
    engine = dict(shares)["everything else"] + times.between
    if engine > SLOW_ENGINE:
        words = f"{duration(engine)} outside model, tools and waiting: more than 300 ms"
        sections.append(Words(words, "warn"))
    end = turn.finished
    if end is not None:
        rows: list[tuple[str, object]] = [
            ("outcome", end.outcome.replace("_", " ") + (", degraded" if end.degraded else "")),
            ("judged by", end.judged_by),
        ]
        if end.abstained:
            rows.append(("abstained", end.abstained))
        if end.why:
            rows.append(("why", end.why))
        if turn.mark:
            rows.append(("marked", f"{turn.mark}: {turn.note}" if turn.note else turn.mark))
        sections.append(Facts(tuple(rows)))
    return tuple(sections)


def shares_of(turn: Turn, times: Times) -> list[tuple[str, int]]:
    """The turn's time by kind; the parts add up to its total."""
    groups = {"infer": 0, "execute": 0}
    others = 0
    for hop in turn.hops:
        own = times.shares[hop.number].own
        if hop.name in groups:
            groups[hop.name] += own
        else:
            others += own
    return [
        ("model (infer)", groups["infer"]),
        ("tools (execute)", groups["execute"]),
        ("everything else", others),
        ("between hops", times.between),
        ("waiting for a person", times.waited),
    ]


def _figures(turn: Turn) -> tuple[Section, ...]:
    times = times_of(turn)
    cost, used = turn.cost, turn.usage
    source = "estimated (≈), model_responded.usage" if used.estimated else "model_responded.usage"
    source += f", not told by {plural(used.untold, 'call')}" if used.untold else ""
    given, output = amounts(used)
    rows: list[tuple[str, object]] = [
        ("time", f"{duration(times.total)} · stopwatch, turn_finished.took"),
        ("waiting", f"{duration(times.waited)} · for a person: human_*, step_*"),
        ("between hops", f"{duration(times.between)} · time minus all rows"),
        ("tokens in", f"{given} · {source}"),
        ("tokens out", f"{output} · {source}"),
        ("cost", f"{dollars(cost)} · {cost.known}: {KNOWN[cost.known]}"),
        ("model calls", f"{plural(len(turn.responses), 'call')} · model_responded events"),
        ("hops", f"{len(turn.hops)} · hop_started events"),
        ("began", f"{turn.at} · world clock"),
    ]
    if turn.finished and turn.finished.world:
        rows.append(("world", f"{turn.finished.world} · digest of rows changed since the start"))
    return (Facts(tuple(rows)),)


def respond_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, RespondOutput)
    wrong = sum(not claim.supported for claim in out.claims)
    return [
        Tab("Reply", lambda: _reply(out)),
        Tab("Claims", lambda: _claims(out), wrong),
        *([Tab("Withheld", lambda: _withheld(out), len(out.leaks))] if out.leaks else []),
    ]


def _reply(out: RespondOutput) -> tuple[Section, ...]:
    words = {
        "sent": ("Sent as the model wrote it.", "good"),
        "corrected": ("Corrected before it was shown.", "warn"),
        "static": ("A fixed text in place of the model's.", "warn"),
    }
    return (Words(out.text), Words(*words[out.verdict]))


def _withheld(out: RespondOutput) -> tuple[Section, ...]:
    rows = tuple((leak.kind, leak.reference) for leak in out.leaks)
    return (Words("Somebody else's data; it was not shown.", "bad"), Facts(rows))


def _claims(out: RespondOutput) -> tuple[Section, ...]:
    if not out.claims:
        return (Words("The reply claims no action.", "dim"),)
    return tuple(
        Facts(
            (
                ("says", claim.words),
                ("kind", claim.kind),
                ("supported", f"yes, by {claim.by}" if claim.supported else "no row change"),
            ),
            "✓" if claim.supported else "✗ unsupported",
        )
        for claim in out.claims
    )
