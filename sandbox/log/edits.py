"""What a person changed about a call before it ran."""

from sandbox.domain.explain import what_was_edited
from sandbox.log.event import HumanActed, HumanAsked
from sandbox.log.fold import Hop


def edited_at(hop: Hop) -> str:
    """The edit of a policy hop in words, `amount 249.00 → 90.00`; "" if nothing was edited."""
    asked = [event for event in hop.events if isinstance(event, HumanAsked)]
    acted = [event for event in hop.events if isinstance(event, HumanActed)]
    if not (asked and acted) or acted[-1].approval.action != "edit":
        return ""
    return what_was_edited(asked[-1].arguments, acted[-1].approval.arguments)
