"""The packet as a colleague reads it: in the ticket's internal note, in the terminal, exported."""

from collections.abc import Iterator
from typing import Final

from sandbox.domain.handoff import HandoffPacket, Told, Tried

KINDS: Final = {
    "wish": "the customer asked for a person",
    "procedure": "the procedure says so",
    "model": "the model chose to",
    "developer": "a developer stopped the turn and handed it over",
    "unclear": "nothing fitted for some turns",
    "frustration": "the customer is losing patience",
    "loop": "nothing moved any more",
    "steps": "the turn's calls were used up",
    "budget": "the budget was used up",
}
_DO_LAST: Final = 8
"""Reads and words that a shortened note keeps."""


def note(packet: HandoffPacket, most: int = 0) -> str:
    """The packet as text; of at most `most` characters if that is not 0.

    What is left out of a shortened one is said: the older words of the customer first, then calls
    that only read. Effects, refusals and open questions stay.
    """
    text = "\n".join(note_lines(packet))
    if not most or len(text) <= most:
        return text
    for shorter in _shorter(packet):
        text = "\n".join(note_lines(shorter))
        if len(text) <= most:
            return text
    return text[: most - 1].rstrip() + "…"


def note_lines(packet: HandoffPacket) -> Iterator[str]:
    """What to do first, then what happened, then where it stands in the log."""
    yield f"HANDOFF: {why(packet)}"
    yield f"Next step: {packet.next_step.text} [{packet.next_step.rule}]"
    yield f"Customer: {packet.customer or 'not identified'}"
    yield f"Summary: {packet.summary}"
    if packet.own_words:
        yield f"The agent's own words, not checked: {packet.own_words}"
    yield f"Mood: {mood(packet)}"
    yield from _listed(
        "Open", (f"{_OPEN[q.kind]} (turn {q.turn}): {q.text}" for q in packet.open_questions)
    )
    yield from _listed(
        "Refused",
        (
            f"{one.hop} {one.tool}: {one.verdict} by {one.by or one.rule}"
            + (f" ({one.rule})" if one.by else "")
            + (f": {one.reason}" if one.reason else "")
            for one in packet.refusals
        ),
    )
    yield from _listed("Tried", (line for one in packet.tried for line in _tried(one)))
    yield from _listed("Known", (f"{e.name}: {e.value} ({e.source})" for e in packet.entities))
    yield from _listed("Said by the customer", (f"{s.turn}. {s.text}" for s in packet.said))
    yield from _listed("Placeholders", map(_told, packet.placeholders))
    if packet.links:
        yield f"Hops to look at: {', '.join(packet.links)}"


_OPEN: Final = {
    "to_customer": "we asked",
    "from_customer": "the customer's words, not answered yet",
    "outcome": "not known",
}


NOT_YET: Final = "not handed over yet"
"""The reason of a packet that nobody was given."""


def why(packet: HandoffPacket) -> str:
    """What led to it, and the reason in words where they add to that."""
    kind = KINDS[packet.kind]
    if packet.reason == NOT_YET or packet.reason.startswith(kind):
        return packet.reason
    return f"{kind}: {packet.reason}" if packet.reason else kind


def mood(packet: HandoffPacket) -> str:
    """How the customer sounds, in words."""
    one = packet.sentiment
    signs = f" ({', '.join(one.signs)})" if one.signs else ""
    peak = f", worst {one.peak:g} in turn {one.peak_turn}" if one.peak > one.frustration else ""
    wish = "; asked for a person" if one.wants_person else ""
    calm = "calm" if one.frustration < 0.1 else f"frustration {one.frustration:g} of 1"
    return f"{calm}{signs}{peak}{wish}"


def _tried(one: Tried) -> Iterator[str]:
    times = f" ×{one.times}" if one.times > 1 else ""
    arguments = f"({one.arguments})" if one.arguments else ""
    detail = f": {one.detail}" if one.detail else ""
    yield f"{one.hop} {one.tool}{arguments}{times} {one.outcome}{detail}".lstrip()
    yield from (f"  {line}" for line in one.changes)


def _told(one: Told) -> str:
    return f"{one.placeholder} is {one.reference or 'what the customer said in the chat'}"


def _listed(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"{title}:"
        yield from (f"- {line}" if not line.startswith("  ") else f"  {line}" for line in found)


def _shorter(packet: HandoffPacket) -> Iterator[HandoffPacket]:
    said = [one.model_copy(update={"text": one.text[:100]}) for one in packet.said[-3:]]
    packet = packet.model_copy(update={"said": tuple(said)})
    yield packet
    reads = [one for one in packet.tried if not one.changes and one.outcome == "answered"]
    kept = {id(one) for one in reads[-_DO_LAST:]}
    tried = [one for one in packet.tried if one not in reads or id(one) in kept]
    packet = packet.model_copy(update={"tried": tuple(tried)})
    yield packet
    bare = [one.model_copy(update={"detail": "", "arguments": ""}) for one in tried if one.changes]
    packet = packet.model_copy(update={"tried": tuple(bare), "entities": packet.entities[:6]})
    yield packet
    packet = packet.model_copy(
        update={
            "said": (),
            "entities": (),
            "placeholders": (),
            "links": (),
            "summary": "(see the session)",
            "own_words": "",
        }
    )
    yield packet
