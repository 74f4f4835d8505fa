"""The packet for a colleague, as sections of the inspector."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.domain.handoff import HandoffPacket
from sandbox.handoff.build import build, kind_of
from sandbox.handoff.note import NOT_YET, mood, why
from sandbox.log.fold import Session
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Tree, Words

TOOL = "hand_off"


def packet_in(session: Session) -> tuple[HandoffPacket, str] | None:
    """The last packet that was handed over, and the hop that did."""
    for turn in reversed(session.turns):
        for hop in reversed(turn.hops):
            packet = getattr(hop.output, "packet", None)
            if isinstance(packet, HandoffPacket):
                return packet, hop.id
    return None


def inspect_handoff(session: Session) -> Inspection:
    """What a colleague was given; of a session that was not handed over, what they would be."""
    found = packet_in(session)
    if found is None:
        packet = build(session, kind_of(session), NOT_YET, TOOL)
        title = "as it would be now"
    else:
        packet, hop = found
        title = f"handed over in hop {hop}"
    tabs = (
        Tab("Packet", lambda: packet_sections(packet)),
        Tab("Raw", lambda: (Tree(packet.model_dump(mode="json", exclude_defaults=True)),)),
    )
    return Inspection("handoff", title, tabs=tabs)


def packet_sections(packet: HandoffPacket) -> tuple[Section, ...]:
    """What to do first stands first."""
    rows: list[tuple[str, object]] = [
        ("why", why(packet)),
        ("customer", packet.customer or "not identified"),
        ("mood", mood(packet)),
    ]
    if packet.own_words:
        rows.append(("agent's words", f"{packet.own_words} (not checked)"))
    if packet.masked:
        rows.append(("masked", f"{packet.masked} texts held a personal value"))
    tone = "bad" if packet.sentiment.frustration >= 0.6 else "warn"
    return (
        Words(packet.next_step.text, tone),
        Words(packet.summary),
        Facts(tuple(rows)),
        *_lists(packet),
    )


def _lists(packet: HandoffPacket) -> Iterator[Section]:
    lists: tuple[tuple[str, list[tuple[str, object]]], ...] = (
        (
            "Open",
            [(f"turn {one.turn}", one.text) for one in packet.open_questions],
        ),
        (
            "Refused",
            [
                (f"{one.hop} {one.verdict}", f"{one.tool} · {one.by or one.rule}: {one.reason}")
                for one in packet.refusals
            ],
        ),
        (
            "Tried",
            [
                (
                    f"{one.hop} {one.outcome}".strip(),
                    " · ".join(
                        part
                        for part in (f"{one.tool}({one.arguments})", one.detail, *one.changes)
                        if part
                    ),
                )
                for one in packet.tried
            ],
        ),
        ("Known", [(one.name, f"{one.value} · {one.source}") for one in packet.entities]),
        ("Said by the customer", [(f"turn {one.turn}", one.text) for one in packet.said]),
        (
            "Placeholders",
            [(one.placeholder, one.reference or "said in the chat") for one in packet.placeholders],
        ),
    )
    for title, rows in lists:
        if rows:
            yield Facts(tuple(rows), title)
