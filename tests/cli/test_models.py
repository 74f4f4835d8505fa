"""`sandbox models` on the command line."""

import json
from pathlib import Path

import pytest

from sandbox.models import local_servers
from tests.cli.command_line import CommandLine, command_line


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / name)
    monkeypatch.setattr(local_servers, "_USUAL", ())
    monkeypatch.chdir(tmp_path)

    return command_line(monkeypatch, capsys)


def test_a_model_that_answered_shows_how_fast(run: CommandLine) -> None:
    assert run("run", "-m", "hello")[0] == 0
    found = {one["name"]: one for one in json.loads(run("models", "--json")[1])}
    assert found["sandbox/scripted"]["whole"] is not None
    assert found["sandbox/sloppy"]["whole"] is None


def test_words_search_all_that_is_known_and_a_long_list_says_how_much_is_left(
    run: CommandLine,
) -> None:
    code, out, err = run("models", "claude")
    assert code == 0
    assert len(out.splitlines()) == 41
    assert "more: narrow it down" in err
    assert len(json.loads(run("models", "claude", "--json")[1])) > 40


def test_a_name_like_no_other_is_told(run: CommandLine) -> None:
    code, out, err = run("models", "zzzqqq")
    assert (code, out) == (2, "")
    assert "zzzqqq" in err
