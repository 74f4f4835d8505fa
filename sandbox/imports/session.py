"""A recording of ours as a session again: log byte for byte, back-end and vault made from it."""

import shutil
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.log.event import SessionStarted, TurnStarted
from sandbox.log.fold import fold
from sandbox.log.recording import SUFFIX, Recording, read_recording
from sandbox.pack.pack import Pack
from sandbox.replay.from_turn import make_session


def read_own(path: Path) -> tuple[Recording, SessionStarted]:
    """The recording at `path` and how its session began.

    Raises `SandboxError` for a file that is none of ours, is torn, or ends within a turn.
    """
    if not path.name.endswith(SUFFIX):
        hint = "conversations of others: sandbox import messages FILE --pack NAME"
        raise SandboxError(f"{path.name} is no recording ({SUFFIX})", hint, code=2)
    recording = read_recording(path)
    events = recording.log.events
    if not events or not isinstance(events[0], SessionStarted):
        raise SandboxError(f"{path.name} does not begin with the start of a session")
    if fold(events).running is not None:
        raise SandboxError(f"{path.name} ends within a turn", "save its session again")
    return recording, events[0]


def make_own(path: Path, recording: Recording, folder: SessionFolder, pack: Pack) -> None:
    """Fills the new `folder`: rows as the recording left them, values of placeholders as far as
    the seed has them, else surrogates.

    Raises `SandboxError`, and leaves nothing behind, where the pack's seed is another by now.
    """
    events = recording.log.events
    turns = sum(isinstance(event, TurnStarted) for event in events)
    folder.make()
    try:
        # As it was before a turn that nobody began yet: all of it.
        after = TurnStarted(model="", turn=turns + 1)
        make_session(recording.name, (*events, after), turns + 1, folder, pack)
        head, _, log = path.read_bytes().partition(b"\n")
        folder.log.write_bytes(log if b'"kind":"recording"' in head else head + b"\n" + log)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
