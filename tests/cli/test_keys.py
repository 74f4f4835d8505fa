"""`sandbox keys` lists every key with its id, and tells what is wrong in the config."""

import json
from pathlib import Path

import pytest

from sandbox.tui.keymap import KEYS
from tests.cli.command_line import Sandbox

CONFIG = '[keys]\nrerun = "f20"\nreurn = "f21"\n[screen]\nsplit = 3\n'


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / "user" / name)
    (tmp_path / ".sandbox").mkdir()
    return tmp_path


def test_every_key_is_listed_with_its_area_and_default(sandbox: Sandbox):
    code, out, err = sandbox("keys", "--json")
    assert (code, err) == (0, "")
    listed = json.loads(out)["keys"]
    assert [one["id"] for one in listed] == [key.id for key in KEYS]
    assert all(one["keys"] == one["default"] and one["origin"] == "default" for one in listed)


def test_a_moved_key_says_where_it_was_set_and_what_is_wrong_is_told(
    sandbox: Sandbox, tmp_path: Path
):
    (tmp_path / ".sandbox" / "config.toml").write_text(CONFIG)
    code, out, err = sandbox("keys", "--json")
    found = json.loads(out)
    rerun = next(one for one in found["keys"] if one["id"] == "rerun")
    assert (rerun["keys"], rerun["default"]) == (["f20"], ["ctrl+t"])
    assert rerun["origin"] == ".sandbox/config.toml:2"
    assert code == 1
    assert found["problems"] == err.splitlines()
    assert ".sandbox/config.toml:3: there is no key id 'reurn', did you mean rerun?" in err
    assert ".sandbox/config.toml:5: split = 3: should be a whole number from 20 to 80" in err
    code, out, err = sandbox("keys")
    line = next(line for line in out.splitlines() if line.startswith("rerun "))
    assert line.split()[:3] == ["rerun", "F20", "^T"]
