"""Puts an imported pack on the disk: whole and checked, or not at all."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from sandbox.api import record_of
from sandbox.domain.faults import SandboxError
from sandbox.imports.tables import Database
from sandbox.pack.load import load_pack
from sandbox.pack.lock import lock_text
from sandbox.pack.pack import Pack

_LOCK: Final = "prompts/lock.toml"


def write_pack(target: Path, files: Mapping[str, str], database: Database) -> Pack:
    """Writes the files and loads them; every record must come back as it was.

    Raises `SandboxError` where the folder is there already, can't be written, or where the pack
    would be wrong; then nothing is left behind.
    """
    missing = [folder for folder in target.parents if not folder.exists()]
    if target.exists():
        hint = "give another name, or remove it first"
        raise SandboxError(f"{target.as_posix()} is there already", hint, code=2)
    aside = target.with_name(f".{target.name}.importing-{os.getpid()}") / target.name
    try:
        _write(aside, files)
        pack = load_pack(str(aside))
        _write(aside, {_LOCK: lock_text(pack.templates, {})})
        _read_back(pack, database)
        aside.rename(target)
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise SandboxError(f"can't write {target.as_posix()}: {said}") from None
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)
        if not target.exists():
            _remove_empty(missing)
    return load_pack(str(target))


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.write_text(text, "utf-8", newline="\n")
        except UnicodeEncodeError as error:
            half = f"\\u{ord(error.object[error.start]):04x}"
            said = f"{name}: {half} is half of a surrogate pair, which no file can hold"
            raise SandboxError(said, "write the whole character, or leave it out") from None


def _remove_empty(folders: Iterable[Path]) -> None:
    """Removes folders that hold nothing, the innermost first."""
    with suppress(OSError):  # somebody has put something there since
        for folder in folders:
            folder.rmdir()


def _read_back(pack: Pack, database: Database) -> None:
    for name, records in database.items():
        key = pack.tables[name].key
        rows = {row[key]: record_of(row) for row in pack.rows[name]}
        for at, record in records.items():
            if _exact(rows.get(at)) != _exact(record):
                raise SandboxError(f"{name} {at}: the record would not come back as it is")


def _exact(value: object) -> str:
    """Tells 1 from 1.0 and true; the order of keys does not count."""
    return json.dumps(value, sort_keys=True)
