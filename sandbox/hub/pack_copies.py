"""Keeps a copy of each version of the pack that a session ran on, to be read for ever."""

from pathlib import Path

from sandbox.hub.folder import SessionFolder, sessions_in
from sandbox.log.codec import digest
from sandbox.pack.digest import digests, read_files
from sandbox.pack.find import prompts_folder
from sandbox.pack.finding import Report
from sandbox.pack.pack import Pack


def pack_digest(pack: Pack) -> str:
    """One digest for all files of a pack."""
    return digest(dict(pack.digests))


def keep_copy(folder: SessionFolder, pack: Pack) -> Path:
    """Copies the pack's files to `packs/<digest>/` unless they are there; returns that folder."""
    target = folder.packs / pack_digest(pack)
    if target.exists():
        return target
    aside = target.with_name(f".{target.name}")
    for name, text in pack.files.items():
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    # Renamed as a whole, so that a copy is complete or not there.
    aside.replace(target)
    return target


def is_whole(copy: Path) -> bool:
    """Whether the folder holds the version that it is named after."""
    if not copy.is_dir():
        return False
    return digest(digests(read_files(copy, prompts_folder(copy), Report()))) == copy.name


def find_copy(home: Path, name: str) -> Path | None:
    """The folder of the version with this `pack_digest` that some session under `home` keeps."""
    copies = (folder.packs / name for folder in sessions_in(home))
    return next((copy for copy in copies if copy.is_dir()), None)
