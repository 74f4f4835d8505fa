"""Files in a pack's folder that nothing reads: most often a misspelt name."""

from collections.abc import Iterator
from pathlib import Path

from sandbox.pack.digest import GROUPS, LOCK, POLICY_DATA, POLICY_TESTS, PROMPT, SINGLE
from sandbox.pack.finding import Report, nearest

_OTHERS = frozenset(
    ("recordings", "recordings.yaml", "scenarios", "tests", "prompts", "__pycache__", "docs")
)
_FREE = ("README", "LICENSE", "NOTICE", "CHANGELOG", ".")


def look(root: Path, prompts: Path | None, report: Report) -> None:
    """Warns of each file that is in no known place."""
    folders = {folder: tuple(e for f, e in GROUPS if f == folder) for folder, _ in GROUPS}
    known = (*SINGLE, POLICY_DATA, *(f"{folder}/" for folder in folders))
    for name in _inside(root):
        folder, _, rest = name.partition("/")
        if name in SINGLE or name == POLICY_DATA or folder in _OTHERS or name.startswith(_FREE):
            continue
        if name.startswith(POLICY_TESTS) and name.endswith(".yaml"):
            continue
        endings = folders.get(folder)
        plain = rest.rpartition("/")[2]
        if endings and "/" not in rest and (rest.endswith(endings) or plain.startswith(_FREE)):
            continue
        hint = f"files here end in {' or '.join(endings)}" if endings else nearest(name, known)
        report.warn(name, "is not read: no part of a pack has this name", hint=hint)
    for path in sorted(prompts.iterdir()) if prompts else ():
        name = f"prompts/{path.name}"
        if not path.name.endswith(PROMPT) and name != LOCK and not path.name.startswith(_FREE):
            report.warn(name, "is not read", hint=f"prompts end in {PROMPT}")


def _inside(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and "__pycache__" not in name and not name.startswith("."):
            yield name
