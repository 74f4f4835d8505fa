"""`sandbox sessions handoff` and `audit`: what a colleague was given, and who did what."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import options, output
from sandbox.domain.base import JSON

if TYPE_CHECKING:
    from sandbox.domain.handoff import HandoffPacket
    from sandbox.log.audit import Act
    from sandbox.log.event import Event
    from sandbox.log.fold import Session

_TOOL = "hand_off"


def handoff(
    session: options.Session,
    now: Annotated[
        bool, typer.Option("--now", help="As it would be now, whatever was handed over.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """The packet that a colleague was given, and what of the session is missing in it."""
    from sandbox.handoff.check import findings
    from sandbox.handoff.note import note_lines
    from sandbox.hub.folder import find_session
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    events = read_log(folder.log).events
    packet, hop, then = _packet(events, now)
    missing = list(findings(packet, then, _TOOL))
    if as_json:
        data = packet.model_dump(mode="json")
        output.data({"session": folder.id, "hop": hop or None, "packet": data, "missing": missing})
    else:
        where = f"handed over in hop {hop}" if hop else "not handed over; as it would be now"
        output.line(f"{folder.id}: {where}")
        output.line()
        output.lines(note_lines(packet))
        output.line()
        output.lines(f"missing: {one}" for one in missing)
        if not missing:
            output.line(
                "Complete: every effect, refusal and open question of the session is in it."
            )
    if missing:
        raise typer.Exit(1)


def _packet(events: "tuple[Event, ...]", now: bool) -> "tuple[HandoffPacket, str, Session]":
    """The last packet with its hop, and the session as it stood then; else one made now."""
    from sandbox.domain.hop import ExecuteOutput
    from sandbox.handoff.build import build, kind_of
    from sandbox.handoff.note import NOT_YET
    from sandbox.log.event import HopFinished, HopStarted
    from sandbox.log.fold import fold

    if not now:
        begun = 0
        found: tuple[int, HandoffPacket, str] | None = None
        for index, event in enumerate(events):
            if isinstance(event, HopStarted):
                begun = index
            output = event.output if isinstance(event, HopFinished) else None
            if isinstance(output, ExecuteOutput) and output.packet is not None:
                found = (begun, output.packet, f"{event.turn}.{event.hop}")
        if found is not None:
            before, packet, hop = found
            return packet, hop, fold(events[:before])
    whole = fold(events)
    return build(whole, kind_of(whole), NOT_YET, _TOOL), "", whole


def audit(session: options.Session, as_json: options.AsJson = False) -> None:
    """Who did what: approvals, edits, refusals, effects and handoffs, in the order of the log."""
    from sandbox.hub.folder import find_session
    from sandbox.log.audit import audit as acts_of
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    acts = acts_of(fold(read_log(folder.log).events))
    if as_json:
        output.data({"session": folder.id, "acts": [_act(one) for one in acts]})
        return
    output.line(f"{folder.id}: {output.counted(len(acts), 'act')}, chain whole")
    output.table([_row(one) for one in acts], ("world time", "hop", "who", "did", "what", "why"))


def _row(act: "Act") -> tuple[str, ...]:
    what = " · ".join((act.what, *act.changes)).strip(" ·")
    return act.at[:19], act.hop or "–", f"{act.actor} {act.by}", act.did, what, act.why


def _act(act: "Act") -> dict[str, JSON]:
    return {
        "at": act.at,
        "hop": act.hop or None,
        "actor": act.actor,
        "by": act.by,
        "did": act.did,
        "what": act.what,
        "why": act.why,
        "changes": list(act.changes),
    }
