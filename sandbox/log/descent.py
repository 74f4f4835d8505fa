"""What a session has from the one that it was forked from."""

from sandbox.log.codec import digest
from sandbox.log.fold import Session, Turn


def began(session: Session) -> str:
    """When a session was begun, a fork forked: the real date, "" where its log does not tell.

    A fork of before its date was kept tells its parent's.
    """
    started = session.started.wall if session.started else ""
    return (session.forked.wall if session.forked else "") or started


def inherited(session: Session, turn: Turn) -> bool:
    """Whether a turn ran before the session was forked."""
    return session.forked is not None and turn.number <= session.forked.after


def ran_as(turn: Turn) -> str:
    """The same for a turn and its copies in forks, and for no other run of anything.

    A fork copies lines byte for byte, their nanoseconds with them. The chain's sums would not do:
    they are not of durations, so that two like sessions have the same, and a recording that was
    updated has others.
    """
    hops = [[hop.name, hop.start, hop.total] for hop in turn.hops]
    return digest([turn.number, turn.at, turn.wall, turn.model, hops, turn.total])
