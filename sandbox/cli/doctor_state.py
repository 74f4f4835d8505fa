"""Pack, sessions and files, for `sandbox doctor`."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sandbox.cli.doctor_report import Check, shown, size
from sandbox.domain.faults import SandboxError
from sandbox.settings import Settings

_MANY_BYTES = 2_000_000_000


def pack_of(settings: Settings) -> Iterator[Check]:
    """The default pack: found, read, and what lint says of it."""
    from sandbox.pack.find import find_pack
    from sandbox.pack.lint import lint_pack
    from sandbox.policy.lint import look

    try:
        root = find_pack(settings.pack, settings.packs or None)
    except SandboxError as error:
        yield Check("pack", settings.pack, "bad", error.message, error.hint)
        return
    findings = lint_pack(root, [look])
    errors = [finding for finding in findings if finding.severity == "error"]
    told = shown(root)
    if not findings:
        yield Check("pack", root.name, "ok", told)
        return
    counts = f"{len(errors)} errors, {len(findings) - len(errors)} warnings"
    hint = f"sandbox lint {settings.pack}"
    yield Check("pack", root.name, "bad" if errors else "warn", f"{told}: {counts}", hint)


def sessions_of(home: Path) -> Iterator[Check]:
    """The sessions' folder: how much lies there, torn logs, open vaults, the newest back-end."""
    from sandbox.hub.folder import sessions_in

    part = "sessions"
    if not _writable(home):
        hint = "SANDBOX_HOME puts sessions elsewhere"
        yield Check(part, "folder", "bad", f"{shown(home)} can't be written", hint)
    folders = sessions_in(home)
    total = sum(_bytes(folder.path) for folder in folders)
    big = total > _MANY_BYTES
    told = f"{len(folders):,}, {size(total)}"
    hint = "sandbox sessions rm takes some away" if big else ""
    yield Check(part, "kept", "warn" if big else "ok", told, hint)
    torn = [folder.id for folder in folders if _torn(folder.log)]
    if torn:
        hint = "the next turn in it cuts the torn line off; sandbox sessions verify ID says more"
        yield Check(part, "torn logs", "warn", _few(torn), hint)
    if lost := _without_log(home / "sessions"):
        yield Check(part, "without a log", "warn", _few(lost), "sandbox sessions rm ID")
    private = {f.id: [path for path in (f.vault, f.unsent) if path.is_file()] for f in folders}
    seen = [name for name, paths in private.items() if any(map(_open_to_others, paths))]
    if seen:
        yield Check(part, "vaults", "bad", f"others may read {_few(seen)}", "chmod 600 them")
    if folders:
        yield _world(folders[-1].id, folders[-1].world)


def _world(name: str, path: Path) -> Check:
    """SQLite's own check of the newest session's back-end."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found:
            said = found.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said == "ok":
        return Check("sessions", "back-end", "ok", f"the newest one's is whole ({name})")
    hint = "sandbox sessions fork it to before the turn that broke it"
    return Check("sessions", "back-end", "bad", f"{name}: {said[:80]}", hint)


def files(home: Path, start: Path) -> Iterator[Check]:
    """Where everything is kept."""
    from platformdirs import user_config_path

    from sandbox.settings import CONFIG, PROJECT_STATE, nearest_env, user_folder

    yield Check("files", "state", "note", shown(home))
    project = next(
        (
            f / PROJECT_STATE / CONFIG
            for f in (start, *start.parents)
            if (f / PROJECT_STATE / CONFIG).is_file()
        ),
        None,
    )
    own, env = user_config_path("hopscope") / CONFIG, nearest_env(start)
    yield Check("files", "project's config", "note", shown(project) if project else "none")
    yield Check("files", "your config", "note", shown(own) + ("" if own.is_file() else " (none)"))
    yield Check("files", ".env", "note", shown(env) if env else "none")
    yield Check("files", "outside a project", "note", shown(user_folder()))


def _writable(folder: Path) -> bool:
    """Whether it, or the nearest folder above that there is, can be written."""
    there = next((f for f in (folder, *folder.parents) if f.exists()), None)
    return there is not None and there.is_dir() and os.access(there, os.W_OK)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _without_log(root: Path) -> list[str]:
    found = root.iterdir() if root.is_dir() else ()
    return sorted(one.name for one in found if one.is_dir() and not (one / "log.jsonl").is_file())


def _torn(log: Path) -> bool:
    """Whether the last line has no end."""
    try:
        with log.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _few(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
