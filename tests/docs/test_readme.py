"""The README's tour works as it is printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def _steps() -> list[tuple[str, list[str]]]:
    """(command, lines of output that must appear) of every console block, in order."""
    steps: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall((ROOT / "README.md").read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif line.strip():
                steps[-1][1].append(line)
    return steps


def _matches(wanted: str, line: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in wanted.split("…"))
    return re.fullmatch(pattern, line) is not None


def test_each_command_of_the_tour_prints_what_the_readme_says(tmp_path: Path) -> None:
    for part in ("fixtures", "prompts"):
        shutil.copytree(ROOT / part, tmp_path / part)
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "SANDBOX_HOME": str(tmp_path / "home"),
    }
    steps = _steps()
    assert len(steps) >= 7
    codes: list[int] = []
    for command, wanted in steps:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        codes.append(done.returncode)
        printed = done.stdout.splitlines()
        for line in wanted:
            assert any(_matches(line, got) for got in printed), (command, line, done)
    assert codes == [*[0] * (len(steps) - 1), 1]


def test_every_file_that_the_readme_links_to_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []
