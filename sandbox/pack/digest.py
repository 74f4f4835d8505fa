"""The files that make a pack, and their digests.

Line ends are LF and a byte order mark is dropped, so a checkout on any system has the same digests.
Recordings, scenarios and tests are no part of a pack: they may change without changing the agent.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.log.codec import digest
from sandbox.pack.finding import Report

SINGLE = ("domain.yaml", "schema.yaml", "tools.yaml", "tools.py", "intents.yaml")
GROUPS = (
    ("rows", ".csv"),
    ("rows", ".jsonl"),
    ("tools", ".py"),
    ("procedures", ".md"),
    ("policy", ".rego"),
    ("knowledge", ".md"),
)
_ENDINGS = {
    folder: tuple(ending for one, ending in GROUPS if one == folder) for folder, _ in GROUPS
}
POLICY_DATA = "policy/data.yaml"
POLICY_TESTS = "policy/tests/"
"""What holds the rules, and is no part of the pack that a session depends on."""
PROMPT = ".md.j2"
LOCK = "prompts/lock.toml"
_LARGEST = 20_000_000


def read_files(root: Path, prompts: Path | None, report: Report) -> dict[str, str]:
    """Text by path in the pack, sorted; prompts as `prompts/…` wherever they lie.

    What can't be read (not UTF-8, over 20 MB) is reported and left out.
    """
    files: dict[str, str] = {}
    for name, path in sorted(_paths(root, prompts)):
        text = _text(name, path, report)
        if text is not None:
            files[name] = text
    return files


def digests(files: Mapping[str, str]) -> dict[str, str]:
    """`sandbox.log.codec.digest` of each file's text, by path."""
    return {name: digest(text) for name, text in sorted(files.items())}


def stamps(root: Path, prompts: Path | None) -> dict[str, tuple[int, int]]:
    """Time of the last change (ns) and size of each file of a pack, by path in the pack."""
    found = ((name, os.stat(path)) for name, path in _seen(root, prompts))  # noqa: PTH116
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in found}


def _seen(root: Path, prompts: Path | None) -> Iterator[tuple[str, str]]:
    """As `_paths`, without an object for each: this is asked before every turn."""
    base = str(root)
    for name in (*SINGLE, POLICY_DATA):
        if os.path.isfile(path := f"{base}/{name}"):  # noqa: PTH113
            yield name, path
    for folder, endings in _ENDINGS.items():
        for entry in _entries(f"{base}/{folder}"):
            if entry.name.endswith(endings) and not _is_test(entry.name) and entry.is_file():
                yield f"{folder}/{entry.name}", entry.path
    for entry in _entries(str(prompts)) if prompts is not None else ():
        if entry.name.endswith(PROMPT) or entry.name == "lock.toml":
            yield f"prompts/{entry.name}", entry.path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _paths(root: Path, prompts: Path | None) -> Iterator[tuple[str, Path]]:
    for name in (*SINGLE, POLICY_DATA):
        if (root / name).is_file():
            yield name, root / name
    for folder, ending in GROUPS:
        for path in (root / folder).glob(f"*{ending}"):
            if path.is_file() and not _is_test(path.name):
                yield f"{folder}/{path.name}", path
    if prompts is not None:
        for path in prompts.iterdir():
            if path.name.endswith(PROMPT) or path.name == "lock.toml":
                yield f"prompts/{path.name}", path


def _is_test(name: str) -> bool:
    return name.startswith(("test_", ".")) or name.endswith("_test.rego")


def _text(name: str, path: Path, report: Report) -> str | None:
    try:
        if path.stat().st_size > _LARGEST:
            report.unread(
                name, "is over 20 MB", hint="a pack is text that people read; make it smaller"
            )
            return None
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        report.unread(name, "is not UTF-8", line, "save it as UTF-8")
        return None
    except OSError as error:
        report.unread(name, f"can't be read: {error.strerror or 'input/output error'}")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
