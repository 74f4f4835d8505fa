"""Holding a session to one version of its pack: its own copy of it, whatever is edited since."""

from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.hub.pack_copies import is_whole, keep_copy
from sandbox.log.event import SettingChanged
from sandbox.log.fold import fold
from sandbox.log.lock import held
from sandbox.log.pinned import PIN, pinned_in
from sandbox.log.reader import read_log
from sandbox.log.writer import LogWriter
from sandbox.pack.pack import Pack
from sandbox.pack.watch import changed_seed


def pin(folder: SessionFolder, pack: Pack | None) -> None:
    """From its next opening on the session runs on a copy of `pack`; None lets it follow edits.

    Raises `SandboxError` for a pack whose tables or seed are not those of the session's world
    (code 2), and while another program writes the session.
    """
    with held(folder.lock):
        log = read_log(folder.log)
        session = fold(log.events)
        if pack is not None and session.started and pack.name != session.started.pack:
            message = f"{folder.id} is a session of {session.started.pack}, not of {pack.name}"
            raise SandboxError(message, "a fork goes on with a version of its own pack", code=2)
        if pack is not None and (name := changed_seed(session.files, pack.digests)):
            raise SandboxError(
                f"{name} of {pack.name} is not the one that {folder.id} began with",
                "a world keeps its tables and seed: begin a new session on that pack",
                code=2,
            )
        value = keep_copy(folder, pack).name if pack is not None else None
        writer = LogWriter(folder.log, log.last, set(log.blobs))
        try:
            writer.append(SettingChanged(name=PIN, value=value))
            writer.sync()
        finally:
            writer.close()


def pinned_copy(folder: SessionFolder) -> Path | None:
    """The version that the session is held to, None if it follows edits.

    Raises `SandboxError` when that copy is gone, or is another by now.
    """
    digest = pinned_in(folder.log)
    if not digest:
        return None
    copy = folder.packs / digest
    if not is_whole(copy):
        raise SandboxError(
            f"{folder.id} is pinned to version {digest[:8]} of its pack, and that copy is gone or "
            "changed",
            f"go on with the pack as it is now: sandbox --resume {folder.id} --no-pin",
        )
    return copy
