"""Which sessions and recordings a command is about, as an index of them."""

import sys
from collections.abc import Iterator
from pathlib import Path

from sandbox.cli import diagnostics
from sandbox.domain.faults import SandboxError
from sandbox.hub.folder import SessionFolder, find_session, home_of_all, sessions_in
from sandbox.log.fold import Session, fold
from sandbox.log.index import SessionIndex, index_of, open_index
from sandbox.log.index_rows import Row
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.settings import home_folder, load_settings


def all_sessions() -> tuple[SessionIndex, list[SessionFolder]]:
    """The index of every session, up to date, and their folders, the last written to at the end."""
    own = home_folder(load_settings())
    home = home_of_all(own)
    if home != own:
        diagnostics.note("no session lies in this project yet; these are the ones begun outside")
    folders = sessions_in(home)
    if not folders:
        return index_of({}, {}), []
    return open_index(home, {folder.id: folder.log for folder in folders}, _tell), folders


def chosen(names: list[str]) -> SessionIndex:
    """The index of what `names` name (sessions, recordings, folders), or of every session.

    Raises `SandboxError` (code 2) for a name that there is not, (code 3) if none can be read.
    """
    if not names:
        return all_sessions()[0]
    sessions: dict[str, Session] = {}
    read_as: dict[str, Row] = {}
    for name, path in _logs(names):
        read_as[name] = {"length": 0, "last": "", "torn": 0, "problem": ""}
        try:
            log = read_recording(path).log
        except SandboxError as error:
            sessions[name], read_as[name]["problem"] = Session(), error.message
        else:
            sessions[name], read_as[name]["torn"] = fold(log.events), len(log.torn)
    problems = [str(facts["problem"]) for facts in read_as.values()]
    if all(problems):
        raise SandboxError(problems[0], "nothing that was named can be read")
    return index_of(sessions, read_as)


def _logs(names: list[str]) -> Iterator[tuple[str, Path]]:
    home = home_folder(load_settings())
    for name in names:
        path = Path(name)
        if path.is_dir() and not (path / "log.jsonl").exists():
            inside = sorted(path.rglob(f"*{SUFFIX}"))
            if not inside:
                raise SandboxError(f"no recordings in {path.name}", f"they end in {SUFFIX}", code=2)
            yield from ((str(file), file) for file in inside)
        elif path.exists():
            yield name, path / "log.jsonl" if path.is_dir() else path
        elif name.endswith(".jsonl") or path.name != name:
            raise SandboxError(f"there is no file {path.name[:60]}", "is its path right?", code=2)
        else:
            folder = find_session(home, name)
            yield folder.id, folder.log


def _tell(done: int, of: int) -> None:
    """Reading thousands of logs anew takes a while; on a terminal that is told."""
    if of >= 200 and done % 100 == 0 and sys.stderr.isatty():
        diagnostics.note(f"reading {of:,} sessions: {done:,}")
