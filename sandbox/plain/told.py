"""What the session's figures and variables are, as lines."""

from collections.abc import Iterator

from sandbox.domain.faults import SandboxError
from sandbox.log.canonical import canonical
from sandbox.log.dead import dead_letters
from sandbox.log.fold import Session, Turn
from sandbox.log.showing_order import in_order
from sandbox.log.standing import standing_approvals
from sandbox.log.times import times_of
from sandbox.plain.hops import Restore, change_line, hop_line
from sandbox.plain.teller import turn_line
from sandbox.plain.words import cost, counted, one_line, tokens, took
from sandbox.tui.feed.format import arguments


def turn_of(session: Session, number: str) -> Turn:
    """The turn of that number, the last one for "". Raises `SandboxError` (code 2)."""
    turns = session.turns
    if not turns:
        raise SandboxError("there is no turn yet", "type a message first", code=2)
    if not number:
        return turns[-1]
    if not number.isdecimal() or not 0 < int(number) <= len(turns):
        raise SandboxError(f"there is no turn {number[:20]}", f"there are {len(turns)}", code=2)
    return turns[int(number) - 1]


def trace_lines(turn: Turn, restore: Restore) -> Iterator[str]:
    """Every hop of a turn with the rows it changed, what was spent between them, and the total."""
    times = times_of(turn)
    for hop in turn.hops:
        yield hop_line(turn, hop, restore)
        for change in hop.changes:
            yield f"{hop.id} changed {change_line(change, restore)}"
    if turn.finished is not None and times.between:
        yield f"between hops: {took(times.between)}"
    yield turn_line(turn)


def state_lines(session: Session, restore: Restore) -> Iterator[str]:
    """Who speaks, each variable with where it came from, the rows changed, what is armed."""
    yield f"customer: {session.principal.customer or 'nobody yet'}"
    for one in session.variables.values():
        if one.name == "customer" and one.value == session.principal.customer:
            continue
        value = one.value if isinstance(one.value, str) else canonical(one.value)
        left = f", kept for {counted(one.life, 'turn')}" if one.life is not None else ""
        where = f", {one_line(one.where, 80)}" if one.where else ""
        text = one_line(str(restore(value)))
        yield f"{one.name}: {text}, from the {one.source}{where} in turn {one.turn}{left}"
    rows = [
        *session.outside_changes,
        *(change for turn in session.turns for change in turn.changes),
    ]
    yield f"back-end: {counted(len(rows), 'row change')}"
    for change in rows[-8:]:
        yield f"  {change_line(change, restore)}"
    yield from fault_lines(session)
    yield f"world time: {session.now or 'not begun'}"


def fault_lines(session: Session) -> Iterator[str]:
    """Each armed fault, and each circuit that is not closed."""
    faults = session.back.armoury.faults
    for number, one in enumerate(faults, 1):
        last = f", last in {one.last}" if one.last else ""
        yield f"fault {number}: {one.text}, {one.seen} calls seen, fired {one.fired}{last}"
    if not faults:
        yield "no fault is armed"
    for service, one in sorted(session.back.circuits.items()):
        yield f"circuit breaker of {service}: {one.state.replace('_', ' ')} since {one.since}"


def cost_lines(session: Session, budget: str) -> Iterator[str]:
    """Cost and tokens of each turn, and of the session."""
    for turn in session.turns:
        yield f"turn {turn.number}: {cost(turn.cost)}, {tokens(turn.usage)}, {turn.model}"
    of = f" of a budget of {budget}" if budget else ""
    yield f"session: {cost(session.cost)}{of}, {tokens(session.usage)}"


def dead_lines(session: Session, restore: Restore) -> Iterator[str]:
    """Calls kept for a person, and how to run one again."""
    letters = dead_letters(session)
    for one in letters:
        turn = session.turns[int(one.hop.partition(".")[0]) - 1]
        words = one_line(arguments(restore(in_order(turn, one.tool, one.arguments))))
        why = one_line(str(restore(one.why)))
        yield f"{one.hop} {one.subject} {words}: {one.status}, {why}, {one.tries} tries in vain"
    yield "/dead HOP runs one again" if letters else "every call was answered"


def approval_lines(session: Session) -> Iterator[str]:
    """What is approved for the session."""
    standing = standing_approvals(session)
    for one in standing:
        yield f"{one.tool} by rule {one.rule}: approved by {one.by} at {one.hop}"
    yield "/approvals off asks again" if standing else "nothing is approved for the session"
