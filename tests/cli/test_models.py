"""`sandbox models` on the command line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.models import local_servers
from sandbox.models.listing import Choice
from tests.cli.command_line import Sandbox


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without a config of the user, on a machine without a model server."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / name)
    monkeypatch.setattr(local_servers, "_USUAL", ())
    return tmp_path


def test_a_model_that_answered_shows_how_fast(sandbox: Sandbox) -> None:
    assert sandbox("run", "-m", "hello")[0] == 0
    found = {one["name"]: one for one in json.loads(sandbox("models", "--json")[1])}
    assert found["sandbox/scripted"]["whole"] is not None
    assert found["sandbox/sloppy"]["whole"] is None


def test_words_search_all_that_is_known_and_a_long_list_says_how_much_is_left(
    sandbox: Sandbox,
) -> None:
    code, out, err = sandbox("models", "claude")
    assert code == 0
    assert len(out.splitlines()) == 41
    assert "more: narrow it down" in err
    assert len(json.loads(sandbox("models", "claude", "--json")[1])) > 40


def test_a_name_like_no_other_is_told(sandbox: Sandbox) -> None:
    code, out, err = sandbox("models", "zzzqqq")
    assert (code, out) == (2, "")
    assert "zzzqqq" in err


def test_the_time_to_the_first_token_has_its_unit_and_says_when_only_the_whole_is_known() -> None:
    one = Choice("a/b", "a", True, 0, "", "")
    assert one.first_token == ""
    assert replace(one, first=0.0004, whole=2.0).first_token == "0.4 ms"
    assert replace(one, first=1.5, whole=2.0).first_token == "1.50 s"
    assert replace(one, whole=2.0).first_token == "≤2.00 s"
