"""The command line in a folder with a new pack, which is the default one."""

from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox, command_line


@pytest.fixture
def bikes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Sandbox:
    """Runs commands beside a pack `bikes` that `sandbox new` has just made."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / ".sandbox"))
    monkeypatch.setenv("SANDBOX_PACK", "bikes")
    run = command_line(monkeypatch, capsys)
    run("new", "bikes")
    return run
