"""The packet of a call that hands over, and the same as the note that the call writes."""

from sandbox.domain.base import JSON
from sandbox.domain.handoff import HandoffKind, HandoffPacket
from sandbox.domain.tool import ToolContract
from sandbox.handoff.build import build, kind_of
from sandbox.handoff.check import masked
from sandbox.handoff.note import note
from sandbox.handoff.words import short
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Journal
from sandbox.pack.pack import Pack
from sandbox.procedures.line import HAND_OFF_TOOL

BY_ENGINE = "the agent's engine handed over"
"""What stands for the model's own words where no model wrote any."""
_OWN_WORDS = 600


def packet_for(
    contract: ToolContract, arguments: dict[str, JSON], agent: Agent, journal: Journal
) -> HandoffPacket | None:
    """What a colleague is told by this call; None where it hands nothing over.

    Masked once more as a whole, whatever it was made from.
    """
    form = agent.pack.handoff
    if form is None or contract.name != HAND_OFF_TOOL:
        return None

    def mask(value: JSON) -> JSON:
        return journal.mask.mask(value, journal.turn)

    reason, words = str(arguments.get(form.reason, "")), str(arguments.get(form.note, ""))
    packet = build(agent.session, _kind(agent), str(mask(reason)), HAND_OFF_TOOL)
    if words not in ("", reason, BY_ENGINE):
        packet = packet.model_copy(update={"own_words": short(str(mask(words)), _OWN_WORDS)})
    return masked(packet, mask)


def with_note(
    contract: ToolContract, arguments: dict[str, JSON], packet: HandoffPacket | None, pack: Pack
) -> dict[str, JSON]:
    """The arguments with the packet as the note, as long as the contract lets it be."""
    if packet is None or pack.handoff is None:
        return arguments
    properties = contract.arguments.get("properties")
    schema = properties.get(pack.handoff.note) if isinstance(properties, dict) else None
    most = schema.get("maxLength", 0) if isinstance(schema, dict) else 0
    return {**arguments, pack.handoff.note: note(packet, most)}


def _kind(agent: Agent) -> HandoffKind:
    return agent.abstained or kind_of(agent.session)
