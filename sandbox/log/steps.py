"""What a person did at the stops of a hop; see `sandbox.domain.step`."""

from collections.abc import Iterable

from sandbox.domain.explain import what_was_edited
from sandbox.log.event import StepActed, StepStopped
from sandbox.log.fold import Hop


def stopped_at(hop: Hop) -> StepStopped | None:
    """The stop at which a turn waits in this hop; None where it does not."""
    if hop.total is not None:
        return None
    told = [event for event in hop.events if isinstance(event, StepStopped | StepActed)]
    last = told[-1] if told else None
    return last if isinstance(last, StepStopped) else None


def acts_of(hop: Hop) -> list[StepActed]:
    """What a person did here beside going on."""
    return [one for one in hop.events if isinstance(one, StepActed) and one.action != "go_on"]


def set_anew(hop: Hop) -> bool:
    """Whether the call was not run because a person gave it other arguments: it is judged again."""
    return bool(hop.events) and any(one.what == "arguments" for one in acts_of(hop))


def result_put(hops: Iterable[Hop]) -> StepActed | None:
    """The last result of a call that a person put in the place of what it brought."""
    found = [one for hop in hops for one in acts_of(hop) if one.what == "result"]
    return found[-1] if found else None


def act_words(act: StepActed) -> str:
    """`arguments edited by developer: amount 249.00 → 90.00`."""
    by = f" by {act.by}" if act.by else ""
    reason = f": {act.reason}" if act.reason else ""
    match act.action:
        case "edit":
            changed = what_was_edited(act.before, act.after)
            return f"{act.what} edited{by}" + (f": {changed}" if changed else "")
        case "skip":
            return f"skipped{by}{reason}"
        case "hand_off":
            return f"handed over{by}{reason}"
        case _:
            return f"went on{by}"


def words_of(hops: Iterable[Hop]) -> list[str]:
    """`act_words` of everything that a person changed in `hops`."""
    return [act_words(act) for hop in hops for act in acts_of(hop)]
