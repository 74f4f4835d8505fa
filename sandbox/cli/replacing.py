"""May a recording be written over? Only by the session that it is of, unless somebody insists."""

from pathlib import Path
from typing import Any

from sandbox.domain.faults import SandboxError
from sandbox.log.fold import Session, fold
from sandbox.log.reader import Log


def refuse_other(path: Path, log: Log, hint: str) -> None:
    """Raises `SandboxError` (code 2) if the recording at `path` is of another session than `log`.

    It is of the same one if it began the same way (pack, model, seed, who speaks) and heard nothing
    that this one did not hear: so a session may grow, and a script may be run and saved again.
    """
    from sandbox.log.recording import head_in, read_recording

    if not path.exists():
        return
    head_in(path)  # what is no recording at all is told as that
    try:
        there: Session | None = fold(read_recording(path).log.events)
    except SandboxError:
        there = None  # damaged: nobody can tell whose it is
    here = fold(log.events)
    if there is None:
        raise SandboxError(f"{path.name} is damaged, and may be of another session", hint, code=2)
    asked = [turn.asked for turn in there.turns]
    same = asked == [turn.asked for turn in here.turns[: len(asked)]]
    if not same or _start(there) != _start(here):
        raise SandboxError(f"{path.name} is the recording of another session", hint, code=2)


def _start(session: Session) -> Any:
    begun = session.started
    return begun and (begun.pack, begun.model, begun.seed, begun.principal)
