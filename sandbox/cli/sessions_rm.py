"""`sandbox sessions rm`: takes sessions away for good."""

import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import complete, diagnostics, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.hub.folder import SessionFolder


def rm(
    sessions: Annotated[
        list[str],
        typer.Argument(
            metavar="SESSION...",
            help="Ids of sessions, starts of them, or last.",
            autocompletion=complete.sessions,
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Remove sessions with their worlds and vaults; asks first."""
    from sandbox.hub.folder import find_session
    from sandbox.settings import home_folder, load_settings

    home = home_folder(load_settings())
    if not all(name.strip() for name in sessions):
        # The start of every id: it would take the only session there is.
        raise SandboxError("a session without a name", "`sandbox sessions list` has them", code=2)
    found = (find_session(home, name, only_here=True) for name in sessions)
    folders = {folder.id: folder for folder in found}
    if not yes:
        _ask(list(folders.values()))
    for folder in folders.values():
        remove_session(folder)
        output.line(f"removed {folder.id}")


def _ask(folders: list["SessionFolder"]) -> None:
    """Goes on only after a yes. Raises `SandboxError` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise SandboxError("nobody is there to be asked", "say --yes", code=2)
    for folder in folders:
        diagnostics.note(_words(folder))
    many = "this session" if len(folders) == 1 else f"these {len(folders)} sessions"
    typer.confirm(f"Remove {many} for good?", abort=True, err=True)


def _words(folder: "SessionFolder") -> str:
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log

    try:
        session = fold(read_log(folder.log).events)
    except SandboxError as error:
        return f"{folder.id}  {error.message}"
    first = session.turns[0].asked[:60] if session.turns else ""
    return f"{folder.id}  {output.counted(len(session.turns), 'turn')}  {first}"


def remove_session(folder: "SessionFolder") -> None:
    """Takes a session away, log first. Raises `SandboxError` while a turn of it runs, or when the
    disk says no.
    """
    from sandbox.log.lock import held

    try:
        with held(folder.lock):
            # Without its log a folder is no session: what follows may be cut short.
            folder.log.unlink()
        shutil.rmtree(folder.path)
    except OSError as error:
        raise SandboxError(f"can't remove {folder.id}: {error.strerror}") from None
