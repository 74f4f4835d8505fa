"""Writes a session as a recording."""

from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder
from sandbox.log.event import SessionStarted
from sandbox.log.reader import read_log
from sandbox.log.recording import SUFFIX, Head, read_recording, write_recording


def save_session(folder: SessionFolder, path: Path, title: str) -> tuple[Path, bool]:
    """Writes the recording; returns its path and whether a byte changed.

    What an earlier version of the file says in its head (title, tags, what may differ) is kept.
    """
    if not path.name.endswith(SUFFIX):
        path = path.with_name(path.name.removesuffix(".jsonl") + SUFFIX)
    started = read_log(folder.log).events[0]
    pack = started.pack if isinstance(started, SessionStarted) else ""
    head = read_recording(path).head if path.exists() else Head(title=title, pack=pack)
    return path, write_recording(path, head, folder.log)


def own_copy(pack: Path) -> tuple[Path, tuple[str, ...]]:
    """The pack's folder where it can be changed, and what to tell the person.

    A recording is the test of a pack, so the first one that is saved brings a shipped pack along.
    The folder is relative where it lies below this one.
    """
    from sandbox.pack.own import copied_words, own_pack
    from sandbox.settings import home_folder, load_settings

    before = home_folder(load_settings())
    target, copied = own_pack(pack)
    if not copied:
        here = Path.cwd().resolve()
        return (target.relative_to(here) if here in target.parents else target), ()
    moved = home_folder(load_settings()) != before
    more = ("from now on sessions begun here lie in ./.sandbox",) if moved else ()
    return target, (copied_words(target), *more)


def own_copy_for(folder: SessionFolder) -> tuple[str, ...]:
    """The same for the pack of a session, if its name still finds one: what to tell the person."""
    from sandbox.pack.find import find_pack

    started = read_log(folder.log).events[0]
    try:
        pack = find_pack(started.pack if isinstance(started, SessionStarted) else "")
    except SandboxError:
        return ()
    return own_copy(pack)[1]
