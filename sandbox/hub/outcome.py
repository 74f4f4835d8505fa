"""How a live session ends, and what a person says of it: events outside any turn."""

import logging
import sys
from typing import TYPE_CHECKING, Final

from sandbox.domain.faults import SandboxError
from sandbox.domain.turn import Judge, Mark, SessionOutcome
from sandbox.log.event import SessionEnded, TurnMarked
from sandbox.log.fold import Session
from sandbox.log.lock import held
from sandbox.log.outcome import by_rule
from sandbox.privacy.mask import Mask

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession

_log = logging.getLogger(__name__)


_ALL_TURNS: Final = sys.maxsize


def opinion(words: str, mask: Mask) -> str:
    """What a person said of a session, masked by the session's masker without teaching it anything.

    What the session knows gets its placeholder; any other personal value its bare kind, `[EMAIL]`.
    Else a mark would give later turns other placeholders, and a replay, which passes marks over,
    would differ.
    """
    scratch = Mask(mask.vault.up_to(_ALL_TURNS), mask.known, mask.keys, mask.region)
    safe = str(scratch.mask(words, 0))
    for made in scratch.vault.take_new():
        safe = safe.replace(made.text, f"[{made.kind.upper()}]")
    return safe


def mark_event(session: Session, turn: int, mark: Mark | None, note: str) -> TurnMarked:
    """A person's mark on `turn`, its note an `opinion`; None takes it away.

    Raises `SandboxError` (code 2).
    """
    if not 0 < turn <= len(session.turns):
        there = f"it has {len(session.turns)}" if session.turns else "it has none yet"
        raise SandboxError(f"there is no turn {turn} in this session", there, code=2)
    if session.turns[turn - 1].finished is None:
        raise SandboxError(f"turn {turn} has not ended", "mark it when it has", code=2)
    return TurnMarked(turn=turn, mark=mark, note=note if mark else "")


def end_event(session: Session, outcome: SessionOutcome, judge: Judge, why: str) -> SessionEnded:
    """An outcome that somebody judged. Raises `SandboxError` (code 2) when there is no turn."""
    if not session.turns:
        raise SandboxError("this session has no turn to judge", "send a message first", code=2)
    return SessionEnded(outcome=outcome, judged_by=judge, turns=len(session.turns), why=why)


def end_by_rule(live: "LiveSession") -> None:
    """Writes the engine's judgement of a session that closes, once for the same turns.

    A person's judgement of these turns stands. What can't be written now (another window has a
    turn running, the disk is full) is left out: a reader judges by the same rules.
    """
    if not live.session.turns:
        return
    try:
        with held(live.folder.lock):
            live.catch_up()
            session = live.session
            judged = by_rule(session)
            if judged is None or _told(session):
                return
            live.append_raw(end_event(session, judged.outcome, judged.judged_by, judged.why))
    except (SandboxError, OSError) as error:
        _log.debug("the session's outcome was not written", exc_info=error)


def _told(session: Session) -> bool:
    return session.ended is not None and session.ended.turns == len(session.turns)
