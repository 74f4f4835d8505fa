"""A session of ten thousand hops, of the events of golden recordings one after the other."""

from functools import lru_cache
from pathlib import Path

from sandbox.log.event import SessionEnded, SessionStarted
from sandbox.log.fold import Session
from sandbox.log.recording import read_recording

FOLDER = Path(__file__).parents[2] / "fixtures" / "brightcart" / "recordings"
NAMES = ("thirty-turns", "refund", "repaired", "cancel", "denied")


@lru_cache(maxsize=2)
def long_session(hops: int = 10_000) -> Session:
    """Read only, for it is made once for all tests."""
    logs = [read_recording(FOLDER / f"{name}.rec.jsonl").log.events for name in NAMES]
    session = Session()
    while sum(len(turn.hops) for turn in session.turns) < hops:
        for log in logs:
            before = len(session.turns)
            for event in log:
                if isinstance(event, SessionEnded) or (
                    isinstance(event, SessionStarted) and session.count
                ):
                    continue
                shifted = {"turn": event.turn + before}
                session.feed(event.model_copy(update=shifted) if event.turn else event)
    return session
