"""The inspector's tabs for any row of the trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox.domain.hop import HopName
from sandbox.log.event import BreakerMoved, FaultInjected
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.times import times_of
from sandbox.tui.feed.edits import inspect_edits
from sandbox.tui.feed.format import duration
from sandbox.tui.feed.inspect import call, model, request, turn, understand
from sandbox.tui.feed.notes import mark_of, note_of
from sandbox.tui.feed.suspects.find import Suspicions
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Tree, Words
from sandbox.tui.stepping.acts import act_tabs

Tabs = Callable[[Session, Hop], list[Tab]]

_TABS: dict[HopName, Tabs] = {
    "redact": understand.redact_tabs,
    "context": understand.context_tabs,
    "route": understand.route_tabs,
    "retrieve": understand.retrieve_tabs,
    "prompt": request.prompt_tabs,
    "infer": model.infer_tabs,
    "parse": model.parse_tabs,
    "validate": call.validate_tabs,
    "repair": call.repair_tabs,
    "policy": call.policy_tabs,
    "execute": call.execute_tabs,
    "respond": turn.respond_tabs,
}


def inspect(session: Session, key: str, suspicions: Suspicions | None = None) -> Inspection | None:
    """The inspection of row `key` (`3.6`, `turn:3`, `wait:3.6`, …); None when there is no such.

    `suspicions`: of the session, to be told of the hop's.
    """
    if key.startswith(("turn:", "between:", "note:")):
        number = int(key.partition(":")[2])
        if not 0 < number <= len(session.turns):
            return None
        return _of_turn(session, session.turns[number - 1])
    if key.startswith("edit:"):
        return inspect_edits(session, key)
    hop = session.hop(key.removeprefix("wait:"))
    if hop is None:
        return None
    causes = tuple(one.words for one in suspicions.of(hop.id)) if suspicions else ()
    return replace(_of_hop(session, hop), causes=causes)


def inspect_fold(session: Session, key: str, hops: tuple[str, ...]) -> Inspection:
    """The inspection of a row that stands for several `hops`."""

    def listed() -> tuple[Section, ...]:
        rows: list[tuple[str, object]] = []
        for hop in (session.hop(one) for one in hops):
            if hop is not None:
                took = f"{duration(hop.total):>8}  {note_of(hop)}".rstrip()
                rows.append((f"{hop.id} {hop.name}", took))
        words = "Clean and under 5 ms each. Enter in the trace opens the row."
        return (Facts(tuple(rows)), Words(words, "dim"))

    title = f"{hops[0]} to {hops[-1]}" if hops else key
    return Inspection(key, title, tabs=(Tab("Hops", listed),))


def _of_turn(session: Session, of: Turn) -> Inspection:
    return Inspection(f"turn:{of.number}", f"turn {of.number}", tabs=tuple(turn.tabs(session, of)))


def _of_hop(session: Session, hop: Hop) -> Inspection:
    tabs: list[Tab] = []
    if hop.fault:
        tabs.append(Tab("Failure", lambda: _failure(hop), 1))
    if hop.output is not None or hop.name in ("infer", "policy", "execute"):
        tabs.extend(_TABS[hop.name](session, hop))
    tabs[:0] = act_tabs(hop)
    if any(isinstance(event, (FaultInjected, BreakerMoved)) for event in hop.events):
        tabs.append(Tab("Faults", lambda: _faults(hop)))
    tabs.append(Tab("Time", lambda: _time(session, hop)))
    tabs.append(Tab("Raw", lambda: (Tree(raw(hop)),)))
    title = f"{hop.id} {hop.name} {hop.subject}".rstrip()
    return Inspection(hop.id, title, mark_of(hop), tuple(tabs))


def raw(hop: Hop) -> dict[str, object]:
    """The hop's events as JSON, as near to the log as the fold keeps them."""
    ended: dict[str, object] = {}
    if hop.output is not None:
        ended["output"] = hop.output.model_dump(mode="json", exclude_defaults=True)
    if hop.fault is not None:
        ended["fault"] = hop.fault.model_dump(mode="json", exclude_defaults=True)
    if hop.degraded:
        ended["degraded"] = hop.degraded
    return {
        "hop": hop.id,
        "name": hop.name,
        **({"subject": hop.subject} if hop.subject else {}),
        **({"call": hop.call} if hop.call is not None else {}),
        "at": hop.at,
        "took": {"start": hop.start, "total": hop.total},
        **ended,
        "events": [event.model_dump(mode="json", exclude_defaults=True) for event in hop.events],
    }


def _failure(hop: Hop) -> tuple[Section, ...]:
    assert hop.fault is not None
    rows: list[tuple[str, object]] = [("kind", hop.fault.kind)]
    if hop.fault.hint:
        rows.append(("what to do", hop.fault.hint))
    if hop.degraded:
        rows.append(("the turn then", hop.degraded))
    return (Words(hop.fault.message, "bad"), Facts(tuple(rows)))


def _faults(hop: Hop) -> tuple[Section, ...]:
    rows: list[tuple[str, object]] = []
    for event in hop.events:
        if isinstance(event, FaultInjected):
            rows.append(("injected", f"{event.spec} on {event.target}"))
        elif isinstance(event, BreakerMoved):
            rows.append(("breaker", f"{event.service} is {event.state.replace('_', ' ')}"))
    return (Facts(tuple(rows)),)


def _time(session: Session, hop: Hop) -> tuple[Section, ...]:
    of = session.turns[hop.turn - 1]
    times = times_of(of)
    share = times.shares[hop.number]
    rows: list[tuple[str, object]] = [
        ("began", f"{duration(share.start)} after the turn"),
        ("took", duration(share.spent) if hop.total is not None else "runs"),
    ]
    if share.waits:
        waited = sum(end - start for start, end in share.waits)
        rows.append(("waiting", f"{duration(waited)} for a person, a row of its own"))
    if share.overlap:
        shared = share.spent - share.own
        rows.append(("overlap ∥", f"{duration(shared)} is counted in the row that began before"))
    rows += [
        ("counts here", duration(share.own)),
        ("of the turn", f"{share.own / max(times.total, 1):.1%} of {duration(times.total)}"),
        ("world time", hop.at or "–"),
        ("clock", "stopwatch of the session, `took` of hop_started and hop_finished"),
    ]
    return (Facts(tuple(rows)),)
