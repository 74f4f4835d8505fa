"""Where a session lies: one folder with log, world, vault and lock."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.settings import PROJECT_STATE, user_folder


@dataclass(frozen=True)
class SessionFolder:
    """The files of one session. `id` is the folder's name."""

    path: Path

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def log(self) -> Path:
        """Events, one line each; the session is a fold of it."""
        return self.path / "log.jsonl"

    @property
    def world(self) -> Path:
        """The back-end database."""
        return self.path / "world.sqlite"

    @property
    def vault(self) -> Path:
        """Real values of placeholders; mode 0600; never travels."""
        return self.path / "vault.json"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def packs(self) -> Path:
        """Copies of the pack's versions that this session ran on, by digest."""
        return self.path / "packs"

    def make(self) -> None:
        """Creates the folder, readable by its owner only. Raises `SandboxError`."""
        try:
            self.path.mkdir(parents=True, mode=0o700)
        except FileExistsError:
            raise SandboxError(f"session {self.id} exists already", "choose another id") from None
        except OSError as error:
            raise SandboxError(
                f"can't create the session folder: {error.strerror}",
                "set SANDBOX_HOME to a folder that you may write",
            ) from None


def find_session(home: Path, name: str, only_here: bool = False) -> SessionFolder:
    """The session whose id is, or uniquely starts with, `name`; "last" is the one written to last.

    What a project does not have is looked for among the user's own sessions, unless `only_here`.
    Raises `SandboxError` (code 2) when there is none or several.
    """
    folders = sessions_in(home)
    if not only_here and home.name == PROJECT_STATE and not _named(folders, name):
        # A folder becomes a project by its first `fixtures/`; what was said before is not lost.
        folders = sessions_in(user_folder()) or folders
    found = _named(folders, name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(folder.id for folder in found[:4])
        raise SandboxError(f"several sessions start with {name}: {ids}", "give more of it", code=2)
    raise SandboxError(
        f"there is no session {name}", "`sandbox sessions list` shows those there are", code=2
    )


def _named(folders: list[SessionFolder], name: str) -> list[SessionFolder]:
    if name == "last":
        return folders[-1:]
    exact = [folder for folder in folders if folder.id == name]
    return exact or [folder for folder in folders if folder.id.startswith(name)]


def sessions_in(home: Path) -> list[SessionFolder]:
    """Every session under `home`, the one written to last at the end."""
    root = home / "sessions"
    if not root.is_dir():
        return []
    found = [SessionFolder(path) for path in root.iterdir() if (path / "log.jsonl").exists()]
    return sorted(found, key=lambda folder: (folder.log.stat().st_mtime_ns, folder.id))
