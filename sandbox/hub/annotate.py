"""Writes what a person says of a session at rest: a mark, an outcome, a title.

The session is not opened for it: no world, no tools, no `session_resumed`, and a turn that a crash
has cut stays as it is for whoever takes the session up again.
"""

from collections.abc import Callable

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.hub.journal import Journal
from sandbox.hub.masking import mask_for, new_vault
from sandbox.log.event import Event
from sandbox.log.fold import Session, fold
from sandbox.log.lock import held
from sandbox.log.reader import cut_torn_tail, read_log
from sandbox.log.writer import LogWriter
from sandbox.pack.pack import Pack
from sandbox.ports import Stopwatch, WorldClock
from sandbox.privacy.vault import Vault


def annotate(
    folder: SessionFolder,
    pack: Pack,
    clock: WorldClock,
    stopwatch: Stopwatch,
    event: Callable[[Session], Event],
) -> Event:
    """Appends the event that `event` makes of the folded session; returns it as written, masked.

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
        wanted = event(session)
        cut_torn_tail(folder.log, log)
        clock.set(session.now or clock.now())
        vault = Vault.load(folder.vault) if folder.vault.exists() else new_vault(pack)
        writer = LogWriter(folder.log, log.last, set(log.blobs))
        try:
            journal = Journal(
                _VaultFirst(writer, vault, folder), mask_for(vault, pack), clock, stopwatch, _nobody
            )
            written = journal.write(wanted)
            writer.sync()
        finally:
            writer.close()
        return written


class _VaultFirst:
    """Saves the vault before the log names a placeholder that only the vault knows."""

    def __init__(self, writer: LogWriter, vault: Vault, folder: SessionFolder) -> None:
        self._writer = writer
        self._vault = vault
        self._folder = folder

    def append(self, event: Event) -> None:
        if event.made:
            self._vault.save(self._folder.vault)
        self._writer.append(event)

    def sync(self) -> None:
        self._writer.sync()


def _nobody(event: Event) -> None:
    """Nobody has the session open here."""
