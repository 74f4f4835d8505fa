"""Finds a pack by path or by name, and the prompts that belong to it."""

import os
from collections.abc import Iterator
from pathlib import Path

import sandbox
from sandbox.domain.faults import SandboxError
from sandbox.pack.finding import nearest

DOMAIN_FILE = "domain.yaml"
ENVIRONMENT = "SANDBOX_PACKS"


def find_pack(name_or_path: str, packs: str | None = None) -> Path:
    """The folder of a pack.

    A path wins, then `./fixtures/NAME`, then each folder of `packs` (as in PATH; None: the
    variable `SANDBOX_PACKS`), then those shipped.
    Raises `SandboxError` with the nearest names and where it looked.
    """
    wanted = name_or_path.strip()
    direct = Path(wanted).expanduser()
    if wanted and _is_pack(direct):
        return direct.resolve()
    if wanted and wanted == direct.name:
        for _, folder in places(packs):
            if _is_pack(folder / wanted):
                return (folder / wanted).resolve()
    raise _not_found(wanted, direct, packs)


def available_packs(packs: str | None = None) -> dict[str, Path]:
    """Every pack that a name finds, by name; of two with one name the one found first."""
    found: dict[str, Path] = {}
    for _, folder in places(packs):
        for name in _names_in(folder):
            found.setdefault(name, (folder / name).resolve())
    return dict(sorted(found.items()))


def known_packs(packs: str | None = None) -> list[tuple[str, str]]:
    """(name, where it was found) of every pack, by name; no absolute path of a machine."""
    found: dict[str, str] = {}
    for words, folder in places(packs):
        for name in _names_in(folder):
            found.setdefault(name, words)
    return sorted(found.items())


def prompts_folder(pack: Path) -> Path | None:
    """`PACK/prompts/`, else `prompts/PACK/` beside the `fixtures/` that holds the pack."""
    own = pack / "prompts"
    beside = pack.parent.parent / "prompts" / pack.name
    return next((folder for folder in (own, beside) if folder.is_dir()), None)


def path_from_here(pack: Path, file: str) -> str:
    """Where `file` of a pack lies as one would type it here: `fixtures/brightcart/tools.yaml`.

    Its path in the pack for one that is not below this folder: no path of a machine is told.
    """
    inside, name = pack, file
    if file.startswith("prompts/"):
        inside, name = prompts_folder(pack) or pack / "prompts", file.removeprefix("prompts/")
    path, here = (inside / name).resolve(), Path.cwd().resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else file


def is_shipped(pack: Path) -> bool:
    """True for a pack inside the installed package: it is copied before it is changed."""
    return _package() in pack.resolve().parents


def places(packs: str | None = None) -> Iterator[tuple[str, Path]]:
    """(words for a message, folder) of each place where packs are looked for, in order."""
    yield "./fixtures", Path("fixtures")
    more = os.environ.get(ENVIRONMENT, "") if packs is None else packs
    for entry in more.split(os.pathsep):
        if entry.strip():
            yield ENVIRONMENT, Path(entry.strip()).expanduser()
    yield "the packs shipped with Hopscope", shipped()


def shipped() -> Path:
    """The folder of the packs that came with the program: a wheel's, or the repository's."""
    inside = _package() / "_shipped" / "fixtures"
    return inside if inside.is_dir() else _package().parent / "fixtures"


def _package() -> Path:
    return Path(sandbox.__file__).resolve().parent


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if _is_pack(path))
    except OSError:
        return []


def _is_pack(folder: Path) -> bool:
    try:
        return (folder / DOMAIN_FILE).is_file()
    except (OSError, ValueError):  # a name that no file system takes
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _not_found(wanted: str, direct: Path, packs: str | None) -> SandboxError:
    named = wanted and wanted == direct.name
    empty = [words for words, at in places(packs) if named and _is_folder(at / wanted)]
    if wanted and (empty or _is_folder(direct)):
        shown = f"{empty[0]}/{direct.name}" if empty else direct.name
        return SandboxError(
            f"the folder {shown} is no pack: it has no {DOMAIN_FILE}",
            "name the folder that holds domain.yaml, or start one with `sandbox new`",
            code=2,
        )
    looked = ", ".join(dict.fromkeys(words for words, _ in places(packs)))
    near = nearest(direct.name, available_packs(packs))
    shown = (direct.name or wanted)[:60]
    return SandboxError(
        f"no pack named {shown!r}; looked in {looked}",
        near or "start one with `sandbox new`",
        code=2,
    )
