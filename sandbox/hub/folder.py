"""Where a session lies: one folder with log, world, vault and lock."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.settings import PROJECT_STATE, user_folder

_SAID = (b'"kind":"turn_started"', b'"kind":"session_forked"')


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
    def unsent(self) -> Path:
        """The words of the turn that runs; mode 0600, empty between turns; never travels."""
        return self.path / "unsent.json"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def packs(self) -> Path:
        """Copies of the pack's versions that this session ran on, by digest."""
        return self.path / "packs"

    @property
    def snapshots(self) -> Path:
        """Named copies of the world."""
        return self.path / "snapshots"

    def holds_a_turn(self) -> bool:
        """False for a session in which nobody said anything yet; a fork holds its parent's."""
        try:
            with self.log.open("rb") as log:
                return any(kind in line for line in log for kind in _SAID)
        except OSError:
            return False

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
    """The session whose id is, or uniquely starts with, `name`.

    "last" is the one written to last, of those with a turn.

    What a project does not have is looked for among the user's own sessions, unless `only_here`.
    Raises `SandboxError` (code 2) when there is none or several.
    """
    found = _named(sessions_in(home), name)
    if not found and not only_here and home.name == PROJECT_STATE:
        # A folder becomes a project by its first `fixtures/`; what was said before is not lost.
        found = _named(sessions_in(user_folder()), name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(folder.id for folder in found[:4])
        raise SandboxError(f"several sessions start with {name}: {ids}", "give more of it", code=2)
    raise SandboxError(
        f"there is no session {name}", "`sandbox sessions list` shows those there are", code=2
    )


def home_of_all(home: Path) -> Path:
    """Where the sessions lie that a list of all of them is about.

    `home`; for a project without any, the user's folder, as long as there are some in it.
    """
    if home.name == PROJECT_STATE and not sessions_in(home):
        user = user_folder()
        return user if sessions_in(user) else home
    return home


def _named(folders: list[SessionFolder], name: str) -> list[SessionFolder]:
    if name == "last":
        said = (folder for folder in reversed(folders) if folder.holds_a_turn())
        return [folder for folder in (next(said, None),) if folder is not None]
    exact = [folder for folder in folders if folder.id == name]
    return exact or [folder for folder in folders if folder.id.startswith(name)]


def sessions_in(home: Path) -> list[SessionFolder]:
    """Every session under `home`, the one written to last at the end."""
    root = home / "sessions"
    if not root.is_dir():
        return []
    found = [SessionFolder(path) for path in root.iterdir() if (path / "log.jsonl").exists()]
    return sorted(found, key=lambda folder: (folder.log.stat().st_mtime_ns, folder.id))
