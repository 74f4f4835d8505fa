"""Puts a new pack on the disk: whole and checked, or not at all."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.pack.load import load_pack
from sandbox.pack.lock import lock_text

_PARTS: Final = ("prompts", "fixtures")
"""In the order in which they appear: with its `fixtures/NAME` a pack is there."""


def write_new(name: str, files: Mapping[str, str], finish: Callable[[Path], None]) -> Path:
    """Writes `files` (by path from this folder), locks the prompts, and returns `fixtures/NAME`.

    `finish` gets the folder of the pack before it is there for others: what it writes belongs to
    it, and if it fails nothing is left behind. Raises `SandboxError` where one of the two folders
    is there already (code 2) or can't be written.
    """
    targets = {part: Path(part) / name for part in _PARTS}
    for target in targets.values():
        if target.exists() or target.is_symlink():
            raise _taken(target)
    aside = Path(f".{name}.new-{os.getpid()}")
    try:
        with _nothing_left(targets, aside):
            _write(aside, files)
            pack = aside / "fixtures" / name
            lock = lock_text(load_pack(str(pack)).templates, {})
            _write(aside, {f"prompts/{name}/lock.toml": lock})
            finish(pack)
            for part, target in targets.items():
                target.parent.mkdir(exist_ok=True)
                _move(aside / part / name, target)
    except OSError as error:
        said = error.strerror or type(error).__name__
        hint = "go to a folder that you may write"
        raise SandboxError(f"can't write the pack {name}: {said}", hint) from None
    return targets["fixtures"]


def _move(folder: Path, target: Path) -> None:
    try:
        folder.rename(target)
    except OSError as error:
        # Somebody else was quicker: nothing lay there when we began.
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise _taken(target) from None
        raise


def _taken(target: Path) -> SandboxError:
    hint = "give another name, or remove it first"
    return SandboxError(f"{target.as_posix()} is there already", hint, code=2)


@contextmanager
def _nothing_left(targets: Mapping[str, Path], aside: Path) -> Iterator[None]:
    """Takes back what was made if the work within fails."""
    missing = [target.parent for target in targets.values() if not target.parent.exists()]
    there: list[Path] = []
    try:
        yield
        there = list(targets.values())
    finally:
        if not there:
            for part, target in targets.items():
                # Moved already, so it is ours: nobody else's lay there when we began.
                if target.exists() and not (aside / part / target.name).exists():
                    shutil.rmtree(target, ignore_errors=True)
            with suppress(OSError):  # somebody has put something there since
                for folder in missing:
                    folder.rmdir()
        shutil.rmtree(aside, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
