"""Which recordings and sessions `sandbox replay` is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.log.recording import Recording
    from sandbox.settings import Settings


@dataclass(frozen=True)
class Found:
    """One file to replay; `name` is the recording's, or the session's id."""

    name: str
    path: Path
    session: bool = False

    def read(self) -> "Recording":
        """Its head and log. Raises `SandboxError` for a torn or foreign file."""
        from sandbox.log.recording import Recording, read_recording

        read = read_recording(self.path)
        return Recording(self.name, read.head, read.log)


def find(names: list[str], settings: "Settings") -> list[Found]:
    """What the arguments name; folders in order of their files' names.

    A name that is no path is a recording of the default pack, else a session. Raises `SandboxError`
    (code 2) for what there is not.
    """
    return [found for name in names for found in _named(name, settings)]


def _named(name: str, settings: "Settings") -> Iterator[Found]:
    from sandbox.hub.folder import find_session
    from sandbox.log.recording import SUFFIX
    from sandbox.settings import home_folder

    path = Path(name)
    if path.is_dir() and not (path / "log.jsonl").exists():
        inside = sorted(path.rglob(f"*{SUFFIX}"))
        if not inside:
            raise SandboxError(f"no recordings in {path.name}", f"they end in {SUFFIX}", code=2)
        yield from (Found(_stem(file), file) for file in inside)
    elif path.exists():
        log = path / "log.jsonl" if path.is_dir() else path
        yield Found(_stem(log), log)
    elif (saved := _saved(name, settings)) is not None:
        yield Found(_stem(saved), saved)
    elif name.endswith(".jsonl") or path.name != name:
        raise SandboxError(f"there is no file {path.name[:60]}", "is its path right?", code=2)
    else:
        folder = find_session(home_folder(settings), name)
        yield Found(folder.id, folder.log, session=True)


def _stem(path: Path) -> str:
    from sandbox.log.recording import SUFFIX

    return path.name.removesuffix(SUFFIX)


def _saved(name: str, settings: "Settings") -> Path | None:
    """The recording of this name in the default pack's `recordings/`."""
    from sandbox.log.recording import SUFFIX
    from sandbox.pack.find import find_pack

    if Path(name).name != name or name == "last":
        return None
    try:
        pack = find_pack(settings.pack, settings.packs or None)
    except SandboxError:
        return None
    path = pack / "recordings" / f"{name.removesuffix(SUFFIX)}{SUFFIX}"
    return path if path.is_file() else None
