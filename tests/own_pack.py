"""A shipped pack in a project of a test's own, where it may be changed."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]


def own_pack(project: Path, name: str = "brightcart") -> Path:
    """Copies the pack and its prompts; gives the copy's folder, `fixtures/NAME` of the project."""
    for part in ("fixtures", "prompts"):
        shutil.copytree(ROOT / part / name, project / part / name)
    return project / "fixtures" / name
