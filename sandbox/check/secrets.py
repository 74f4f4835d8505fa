"""Keys and tokens in the files of a pack, for `sandbox lint`. They are named and never shown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sandbox.pack.find import prompts_folder
from sandbox.pack.finding import Finding
from sandbox.pack.pack import Pack
from sandbox.privacy.credentials import find_secrets

_LARGEST: Final = 20_000_000


def look(pack: Pack) -> Iterator[Finding]:
    """One finding for each line that holds a key, in any file of the folder, read or not."""
    for name, path in _files(pack.root):
        text = _text(path)
        lines = sorted({text.count("\n", 0, start) + 1 for start, _ in find_secrets(text)})
        for line in lines:
            yield Finding(
                file=name,
                line=line,
                message="holds what looks like a key or token",
                hint="take it out and withdraw it: a pack is shared, and keys come from settings",
            )


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    prompts = prompts_folder(root)
    folders = {"": root} | ({"prompts/": prompts} if prompts and prompts.parent != root else {})
    for lead, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{lead}{path.relative_to(folder).as_posix()}", path


def _text(path: Path) -> str:
    """What can be read as text; a picture or a file too large for one is none."""
    try:
        if path.stat().st_size > _LARGEST:
            return ""
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
