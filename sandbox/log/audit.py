"""Who did what in a session: people's acts, rules that stopped something, effects, handoffs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sandbox.domain.hop import ExecuteOutput, PolicyOutput
from sandbox.domain.tool import Ok, RowChange
from sandbox.log import event as ev
from sandbox.log.changes import net
from sandbox.log.event import Event
from sandbox.log.fold import Hop, Session
from sandbox.log.steps import act_words, acts_of

Actor = Literal["person", "policy", "agent", "engine"]


@dataclass(frozen=True)
class Act:
    """One entry. `at`: world time; `hop`: "" between turns; `changes`: `table/key` of its rows."""

    at: str
    hop: str
    actor: Actor
    by: str
    did: str
    what: str
    why: str = ""
    changes: tuple[str, ...] = field(default_factory=tuple)


def audit(session: Session) -> list[Act]:
    """Every act of the session, in the order of the log."""
    found: list[Act] = []
    outside = iter(session.outside)
    pending = next(outside, None)
    for turn in session.turns:
        while pending is not None and _before(pending, turn.at, turn.number):
            found += _outside(pending)
            pending = next(outside, None)
        for hop in turn.hops:
            found += _hop(hop)
        end = turn.finished
        if end is not None and end.abstained:
            did = f"abstained, {end.abstained}"
            found.append(Act(end.at, "", "engine", "engine", did, f"turn {turn.number}", end.why))
        elif end is not None and end.outcome == "cancelled":
            found.append(Act(end.at, "", "person", "developer", "cancelled", f"turn {turn.number}"))
    while pending is not None:
        found += _outside(pending)
        pending = next(outside, None)
    return found


def _before(event: Event, at: str, turn: int) -> bool:
    if isinstance(event, ev.TurnMarked):
        return event.turn < turn and event.at <= at
    return event.at <= at and event.turn < turn


def _hop(hop: Hop) -> Iterator[Act]:
    match hop.output:
        case PolicyOutput(decision=decision, approval=approval):
            if decision.verdict != "allow":
                did = {"confirm": "asked a person"}.get(decision.verdict, decision.verdict)
                yield Act(
                    hop.at, hop.id, "policy", decision.rule, did, hop.subject, decision.reason
                )
            if approval is not None:
                why = approval.reason
                if approval.action == "edit" and approval.arguments is not None:
                    why = " ".join((f"to {_brief(approval.arguments)}", why)).strip()
                yield Act(hop.at, hop.id, "person", approval.by, approval.action, hop.subject, why)
        case ExecuteOutput(outcome=outcome) as out if out.key:
            did = "did" if isinstance(outcome, Ok) else f"tried, {outcome.status}"
            did = "handed over" if out.packet is not None else did
            why = out.packet.reason if out.packet is not None else ""
            if not isinstance(outcome, Ok):
                why = outcome.fault.message
            changes = _rows(hop.changes)
            yield Act(hop.at, hop.id, "agent", "agent", did, hop.subject, why, changes)
        case _:
            pass
    for act in acts_of(hop):
        did = {"edit": f"edited the {act.what}", "skip": "skipped"}.get(act.action, "handed over")
        why = act_words(act) if act.action == "edit" else act.reason
        yield Act(hop.at, hop.id, "person", act.by, did, hop.subject or hop.name, why)


def _outside(event: Event) -> Iterator[Act]:
    """What a person did between turns; the plumbing of a session is nobody's act."""
    match event:
        case ev.WorldEdited(changes=changes, restored=name):
            rows, did = _rows(changes), "restored rows" if name else "edited rows"
            yield Act(event.at, "", "person", "developer", did, name, "", rows)
        case ev.PrincipalChanged(principal=principal):
            who = principal.customer or "nobody"
            by: Actor = "engine" if event.turn else "person"
            name = "engine" if event.turn else "developer"
            yield Act(event.at, "", by, name, "set who speaks", who)
        case ev.ModelSwitched():
            yield Act(event.at, "", "person", "developer", "switched the model", event.model)
        case ev.TurnMarked():
            mark = event.mark or "no mark"
            what = f"turn {event.turn} {mark}"
            yield Act(event.at, "", "person", "developer", "marked", what, event.note)
        case ev.SessionEnded() if event.judged_by != "engine":
            yield Act(event.at, "", "person", event.judged_by, "judged", event.outcome, event.why)
        case ev.FaultArmed() | ev.FaultDisarmed():
            did = "armed a fault" if isinstance(event, ev.FaultArmed) else "disarmed a fault"
            yield Act(event.at, "", "person", "developer", did, event.spec)
        case ev.PackChanged():
            yield Act(event.at, "", "person", "developer", "changed the pack", "")
        case ev.ClockMoved():
            what = f"by {event.seconds:g} s"
            yield Act(event.at, "", "person", "developer", "moved the clock", what)
        case ev.ToolAttempted(rerun=rerun) if rerun and not event.lookup:
            yield Act(event.at, rerun, "person", "developer", "ran again", event.tool)
        case _:
            pass


def _rows(changes: list[RowChange] | tuple[RowChange, ...]) -> tuple[str, ...]:
    return tuple(f"{one.operation} {one.table}/{one.key}" for one in net(changes))


def _brief(arguments: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(arguments.items()))
