"""The README's tour and the tutorial work as they are printed, from a wheel in an empty folder."""

import os
import subprocess
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.docs.tour import play
from tests.install.conftest import ROOT, Installed

START = "sandbox packs --copy brightcart"


@pytest.mark.parametrize(("page", "differing"), [("README.md", 1), ("docs/tutorial.md", 3)])
def test_a_page_works_from_a_wheel(
    installed: Installed, tmp_path: Path, page: str, differing: int
) -> None:
    text = (ROOT / page).read_text("utf-8")
    env = {name: value for name, value in os.environ.items() if "SANDBOX" not in name}
    env |= {"PATH": f"{installed.scripts}{os.pathsep}{env['PATH']}", "PYTHONPATH": ""}

    def shell(command: str) -> CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    if page == "README.md":  # it changes the shipped pack; the tutorial makes one of its own
        assert START in text
        assert shell(START).returncode == 0
    codes = play(text, tmp_path, shell)
    assert sorted(codes) == [*[0] * (len(codes) - differing), *[1] * differing]
    assert (tmp_path / ".sandbox" / "sessions").is_dir()
