"""Writes what a person says of a session at rest: a mark, an outcome, a title.

The session is not opened for it: no world, no tools, no `session_resumed`, and a turn that a crash
has cut stays as it is for whoever takes the session up again.
"""

from collections.abc import Callable

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.hub.journal import Journal
from sandbox.hub.masking import mask_for, new_vault
from sandbox.hub.outcome import opinion
from sandbox.log.event import Event
from sandbox.log.fold import Session, fold
from sandbox.log.lock import held
from sandbox.log.reader import cut_torn_tail, read_log
from sandbox.log.writer import LogWriter
from sandbox.pack.pack import Pack
from sandbox.ports import Stopwatch, WorldClock
from sandbox.privacy.vault import Vault

Say = Callable[[str], str]
"""A person's words, masked."""


def annotate(
    folder: SessionFolder,
    pack: Pack,
    clock: WorldClock,
    stopwatch: Stopwatch,
    event: Callable[[Session, Say], Event],
) -> Event:
    """Appends the event that `event` makes of the folded session; returns it as written.

    Raises `SandboxError`: a turn runs or was cut, the log is damaged, or what `event` raises.
    """
    with held(folder.lock):
        log = read_log(folder.log)
        session = fold(log.events)
        if session.running is not None:
            raise SandboxError(
                f"turn {session.running.number} of {folder.id} was cut short",
                f"take the session up first: sandbox --resume {folder.id}",
            )
        vault = Vault.load(folder.vault) if folder.vault.exists() else new_vault(pack)
        mask = mask_for(vault, pack)
        wanted = event(session, lambda words: opinion(words, mask))
        cut_torn_tail(folder.log, log)
        clock.set(session.now or clock.now())
        writer = LogWriter(folder.log, log.last, set(log.blobs))
        try:
            written = Journal(writer, mask, clock, stopwatch, _nobody).write(wanted)
            writer.sync()
        finally:
            writer.close()
        return written


def _nobody(event: Event) -> None:
    """Nobody has the session open here."""
