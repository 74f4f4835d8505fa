"""`sandbox` in this process, with its sessions in a folder of the test's own."""

from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox, command_line


@pytest.fixture
def place() -> Path:
    """The folder that commands run in: the repository, where a module has no other."""
    return Path(__file__).parents[2]


@pytest.fixture
def sandbox(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Sandbox:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(place)
    return command_line(monkeypatch, capsys)
