"""Writes an event of a person into a session at rest."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.hub.annotate import Say
    from sandbox.hub.folder import SessionFolder
    from sandbox.log.event import Event
    from sandbox.log.fold import Session


def annotate_session(
    name: str, event: Callable[["Session", "Say"], "Event"]
) -> tuple["SessionFolder", "Event"]:
    """The session's folder, and the event as it was written: masked by the session's own vault."""
    from sandbox import wiring
    from sandbox.adapters.clocks import NoStopwatch, SteppingClock
    from sandbox.domain.faults import SandboxError
    from sandbox.hub.annotate import annotate
    from sandbox.hub.folder import find_session
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    settings = load_settings()
    folder = find_session(home_folder(settings), name)
    started = fold(read_log(folder.log).events).started
    if started is None:
        raise SandboxError(f"session {folder.id} has no beginning", "its log is damaged")
    pack = wiring.load(settings, started.pack)
    clock = SteppingClock(pack.now, pack.step)
    return folder, annotate(folder, pack, clock, NoStopwatch(), event)
