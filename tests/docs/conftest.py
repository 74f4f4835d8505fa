"""A folder like a fresh clone, and a shell in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

ROOT = Path(__file__).parents[2]
Shell = Callable[[str], CompletedProcess[str]]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the pack and its prompts, as a clone or `sandbox packs --copy` has them."""
    for part in ("fixtures", "prompts"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def shell(clone: Path) -> Shell:
    """Types a command in the clone, with `sandbox` on the PATH and no key."""
    env = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    env |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "SANDBOX_HOME": str(clone / ".sandbox"),
    }

    def typed(command: str) -> CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command],
            cwd=clone,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    return typed
