"""A shipped pack is never written: what wants to change it copies it to `./fixtures/NAME` first."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.pack.find import DOMAIN_FILE, is_shipped, prompts_folder


def own_pack(pack: Path) -> tuple[Path, bool]:
    """The folder in which the pack may be changed, and whether it was copied there just now.

    A pack that is not shipped is that folder itself. A shipped one is copied to `./fixtures/NAME`,
    its prompts to `./prompts/NAME`; files that lie there already stay as they are.
    Raises `SandboxError` when the copy can't be written.
    """
    lies = where_it_lies(pack)
    if not is_shipped(lies):
        return lies, False
    target = Path("fixtures") / pack.name
    try:
        for source, copy in _files(pack, target):
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                # Without its mode: where packages are read-only the copy must not be.
                shutil.copyfile(source, copy)
    except OSError as error:
        raise SandboxError(
            f"can't copy the shipped pack to {target}: {error.strerror}",
            "go to a folder that you may write",
        ) from None
    return target, True


def where_it_lies(pack: Path) -> Path:
    """The copy in `./fixtures` that stands in for a shipped pack, else the folder itself."""
    copy = Path("fixtures") / pack.name
    return copy.resolve() if is_shipped(pack) and (copy / DOMAIN_FILE).is_file() else pack


def copied_words(target: Path) -> str:
    """What a command says after it copied a pack to `target`."""
    return f"copied the shipped pack to ./{target.as_posix()}: it is yours to change"


def _files(pack: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    """(file, its copy); the file that makes the folder a pack last, so that a pack is whole."""
    prompts = prompts_folder(pack)
    if prompts is not None and prompts.parent != pack:
        yield from _pairs(prompts, Path("prompts") / pack.name)
    first = [pair for pair in _pairs(pack, target) if pair[0] != pack / DOMAIN_FILE]
    yield from first
    yield pack / DOMAIN_FILE, target / DOMAIN_FILE


def _pairs(source: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.parent.name != "__pycache__":
            yield path, target / path.relative_to(source)
