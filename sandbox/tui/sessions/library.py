"""The sessions and recordings of one person, and what can be done with one that is not open.

Everything here but `Doors` is made for a thread: it reads files, and never touches the screen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.tui.sessions.entry import Entry, tree
from sandbox.tui.sessions.reading import Told, read_recording_entry, read_sessions, turns_of

if TYPE_CHECKING:
    from sandbox.hub.annotate import Say
    from sandbox.hub.folder import SessionFolder
    from sandbox.log.event import Event
    from sandbox.log.fold import Session
    from sandbox.log.recording import Recording
    from sandbox.settings import Settings
    from sandbox.tui.driver import Driver


@dataclass(frozen=True)
class Doors:
    """What the commands behind the browser's keys do; each raises `SandboxError`.

    `open` takes a session up; `fork` copies one as it was before a turn (None: as it is), on the
    pack as it lies on disk, a model ("": its own) answering from there; `go_on` makes a session of
    a recording as it was before a turn, a model answering from there; `annotate` writes an event
    into a session at rest; `remove` takes a session away for good.
    """

    open: Callable[[str], Awaitable[Driver]]
    fork: Callable[[str, int | None, str], Awaitable[Driver]]
    go_on: Callable[[Recording, int, str], Awaitable[Driver]]
    annotate: Callable[[str, Callable[[Session, Say], Event]], object]
    remove: Callable[[SessionFolder], None]


class Library:
    """Lists, and acts on what is listed. `home`: where sessions lie."""

    def __init__(self, settings: Settings, home: Path, doors: Doors) -> None:
        self.settings = settings
        self.home = home
        self.doors = doors
        self._read: dict[Path, tuple[tuple[int, int], Entry]] = {}

    def sessions(self, told: Told) -> list[Entry]:
        """Every session, a tree. `told`: see `read_sessions`."""
        return tree(read_sessions(self.home, told))

    def recordings(self, pack: str) -> list[Entry]:
        """The recordings of a pack, by name; [] when no such pack is found."""
        found: list[Entry] = []
        for path in self._recorded(pack):
            stat = path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            known = self._read.get(path)
            if known is None or known[0] != mark:
                known = self._read[path] = (mark, read_recording_entry(path))
            found.append(known[1])
        return found

    def _recorded(self, pack: str) -> list[Path]:
        from sandbox.domain.faults import SandboxError
        from sandbox.log.recording import SUFFIX
        from sandbox.pack.find import find_pack

        try:
            folder = find_pack(pack or self.settings.pack, self.settings.packs or None)
        except SandboxError:
            return []
        return sorted((folder / "recordings").glob(f"*{SUFFIX}"))

    def named(self, name: str, pack: str) -> Entry:
        """The file, the recording of `pack` or the session of that name; what is in it is not read.

        Raises `SandboxError` (code 2) for what there is not.
        """
        from sandbox.hub.folder import find_session
        from sandbox.log.recording import SUFFIX

        path = Path(name).expanduser()
        saved = [p for p in self._recorded(pack) if p.name == name.removesuffix(SUFFIX) + SUFFIX]
        if path.is_file() or saved:
            path = saved[0] if saved else path
            return Entry(path.name.removesuffix(SUFFIX), "recording", path)
        folder = find_session(self.home, name)
        return Entry(folder.id, "session", folder.log)

    def turns(self, entry: Entry) -> list[tuple[int, str]]:
        """Number and words of each turn of `entry`. Raises `SandboxError`."""
        return turns_of(entry)

    def rename(self, entry: Entry, title: str) -> None:
        """As `sandbox sessions rename`; "" takes the title away. Raises `SandboxError`."""
        from sandbox.log.event import SettingChanged

        words = " ".join(title.split())[:200]
        self.doors.annotate(
            entry.id, lambda found, say: SettingChanged(name="title", value=say(words))
        )

    def remove(self, entry: Entry) -> None:
        """As `sandbox sessions rm`. Raises `SandboxError`, also while a turn of it runs."""
        from sandbox.hub.folder import SessionFolder

        self.doors.remove(SessionFolder(entry.path.parent))

    def export(self, entry: Entry, file: Path) -> None:
        """As `sandbox sessions export`: Markdown, or OpenAI messages where `file` ends in .jsonl.

        Raises `SandboxError`, also for a file that is there already.
        """
        from sandbox.domain.faults import SandboxError
        from sandbox.export.openai_messages import openai_line
        from sandbox.export.transcript import transcript
        from sandbox.log.fold import fold
        from sandbox.log.recording import read_recording

        session = fold(read_recording(entry.path).log.events)
        if not session.turns:
            raise SandboxError(f"{entry.id} has no turn to export", "send a message first")
        if file.suffix == ".jsonl":
            text = openai_line(session) + "\n"
        else:
            text = transcript(session, entry.title or entry.id)
        try:
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
        except FileExistsError:
            raise SandboxError(f"{file} is there already", "name another file", code=2) from None
        except OSError as error:
            raise SandboxError(f"can't write {file}: {error.strerror}") from None

    def recording(self, entry: Entry) -> Recording:
        """Head and log of `entry`. Raises `SandboxError` for a torn or foreign file."""
        from sandbox.log.recording import Recording, read_recording

        found = read_recording(entry.path)
        return Recording(entry.id, found.head, found.log)
