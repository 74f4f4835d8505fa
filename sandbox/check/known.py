"""The variables after any turn of a folded log: what changed, since when, set by which hop."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sandbox.check.agent_state import Known, Sign
from sandbox.check.settled import context_of, intent_of
from sandbox.domain.hop import ContextOutput, RouteOutput, Variable
from sandbox.log.event import PrincipalChanged
from sandbox.log.fold import Hop, Session, Turn

_Output = TypeVar("_Output")


def variables_after(session: Session, number: int) -> dict[str, Variable]:
    """What was known after turn `number`, as `sandbox.log.fold` has it of the last."""
    if number == len(session.turns):
        return dict(session.variables)
    for turn in reversed(session.turns[: max(number, 0)]):
        found = context_of(turn)
        if found is not None:
            known = dict(found)
            for later in session.turns[turn.number - 1 : number]:
                known |= _set_later(session, later)
            return known
    return {}


def _set_later(session: Session, turn: Turn) -> dict[str, Variable]:
    """What a turn set after its context hop: the intent, and who identified."""
    intent = intent_of(turn)
    found = {"intent": intent} if intent is not None else {}
    who = next((one for one in _identified(session, turn.number) if one.principal.customer), None)
    if who is not None:
        found["customer"] = Variable(
            name="customer", value=who.principal.customer, source="principal", turn=turn.number
        )
    return found


def _identified(session: Session, turn: int) -> Iterator[PrincipalChanged]:
    for event in session.outside:
        if isinstance(event, PrincipalChanged) and event.turn == turn:
            yield event


def known_after(session: Session, number: int) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
    """The variables after turn `number`, and those of the turn before that it dropped."""
    now, before = variables_after(session, number), variables_after(session, number - 1)
    lost = {name: one for name, one in before.items() if name not in now}
    since, ended = _since(session, now, number), _since(session, lost, number - 1)
    return (
        tuple(_known(session, one, before.get(one.name), number, since) for one in now.values()),
        tuple(_gone(session, one, number, ended) for one in lost.values()),
    )


def _known(
    session: Session, one: Variable, was: Variable | None, number: int, since: dict[str, int]
) -> Known:
    sign: Sign = "+" if was is None else "~" if was.value != one.value else ""
    return Known(
        **_set(session, one, since),
        left=None if one.life is None else max(one.life - (number - one.turn), 0),
        sign=sign,
        before=was.value if was is not None and sign else None,
    )


def _gone(session: Session, one: Variable, number: int, since: dict[str, int]) -> Known:
    if one.life is not None and number - one.turn > one.life:
        why = f"its {one.life} turns were over" if one.life else "it held for one turn"
    elif one.source == "principal":
        why = "nobody is known to speak"
    else:
        why = "another row was named"
    return Known(**_set(session, one, since), sign="-", why=why)


def _set(session: Session, one: Variable, since: dict[str, int]) -> dict[str, Any]:
    """What is known of a variable whether it is kept or dropped."""
    told = one.model_dump(include={"name", "value", "source", "where", "turn", "life"})
    return {**told, "since": since[one.name], "hop": _set_in(session, one)}


def _since(session: Session, wanted: dict[str, Variable], number: int) -> dict[str, int]:
    """The first turn up to `number` from which on each had this value, without a gap."""
    since, same = dict.fromkeys(wanted, number), dict(wanted)
    for earlier in range(number - 1, 0, -1):
        then = variables_after(session, earlier)
        same = {
            name: one
            for name, one in same.items()
            if name in then and then[name].value == one.value
        }
        if not same:
            break
        since |= dict.fromkeys(same, earlier)
    return since


def _set_in(session: Session, one: Variable) -> str:
    """The hop that set a variable, "" when the log does not tell."""
    if not 0 < one.turn <= len(session.turns):
        return ""
    turn = session.turns[one.turn - 1]
    if one.where == "route" and one.source == "engine":
        hop, _ = last_of([turn], RouteOutput)
        return hop.id if hop else ""
    for event in _identified(session, one.turn) if one.source == "principal" else ():
        if event.principal.customer == one.value and event.hop:
            return f"{event.turn}.{event.hop}"
    hop, _ = last_of([turn], ContextOutput)
    return hop.id if hop else ""


def last_of(turns: Iterable[Turn], kind: type[_Output]) -> tuple[Hop | None, _Output | None]:
    """The last hop with an output of `kind`, and that output."""
    for turn in reversed(list(turns)):
        for hop in reversed(turn.hops):
            if isinstance(hop.output, kind):
                return hop, hop.output
    return None, None
