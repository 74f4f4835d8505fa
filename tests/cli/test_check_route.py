"""`sandbox check route`: verdicts a line, training lines in place of a pack, and the summary."""

import json
from functools import partial
from pathlib import Path

import pytest

from sandbox.routing import ready
from tests.cli.command_line import Sandbox

LABELLED = "examples/intents.jsonl"


@pytest.fixture
def check(sandbox: Sandbox, tmp_path: Path) -> Sandbox:
    (tmp_path / "home").mkdir()
    return partial(sandbox, "check", "route")


def test_a_message_shows_its_candidates_with_the_words_that_decided(
    check: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_routers", {})  # as in a new process
    code, out, _ = check("my parcel arrived broken")
    assert code == 0
    assert out.splitlines()[0] == "damaged_item"
    assert "broken" in out.splitlines()[1]
    kept = list((tmp_path / "home" / "routing").iterdir())
    assert [path.suffix for path in kept] == [".npz"]
    assert check("my parcel arrived broken")[1] == out


def test_a_labelled_file_is_summed_up(check: Sandbox) -> None:
    code, out, _ = check("--file", LABELLED, "--summary", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["messages"], told["out_of_scope"]) == (30, 7)
    assert told["accuracy"] >= 0.85
    assert told["out_of_scope_recall"] >= 0.7
    assert sum(one["messages"] for one in told["intents"].values()) == told["in_scope"]
    shown = check("--file", LABELLED, "--summary")[1]
    assert f"accuracy             {told['accuracy']:.4f} of 23 in scope" in shown


def test_a_file_has_one_verdict_a_line_in_its_order(check: Sandbox, tmp_path: Path) -> None:
    train = tmp_path / "train.jsonl"
    rows = [("play jazz", "music"), ("put on a song", "music"), ("wake me at six", "alarm")]
    rows += [("who are you", "oos"), ("good day", "out_of_scope")]
    train.write_text("".join(json.dumps({"text": t, "intent": i}) + "\n" for t, i in rows))
    code, out, err = check("--train", str(train), "--file", str(train), "--json")
    verdicts = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [(one["input"]["text"], one["input"]["intent"]) for one in verdicts] == rows
    assert [one["intent"] for one in verdicts[:3]] == ["music", "music", "alarm"]
    assert verdicts[3]["intent"] is None
    for one in verdicts:
        assert {c["intent"] for c in one["candidates"]} == {"music", "alarm"}
        assert one["confidence"] == one["candidates"][0]["confidence"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "a"}', '"intent" has to be a text'),
        ('{"intent": "a"}', '"text" has to be a text'),
        ('{"text": "a", "intent": "oos"}', "no training lines"),
    ],
)
def test_training_lines_that_teach_nothing_are_one_line(
    check: Sandbox, tmp_path: Path, line: str, says: str
) -> None:
    train = tmp_path / "train.jsonl"
    train.write_text(line + "\n")
    code, out, err = check("hello", "--train", str(train))
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) <= 2


def test_a_summary_without_a_file_is_wrong_use(check: Sandbox) -> None:
    code, _, err = check("hello", "--summary")
    assert code == 2
    assert "--file" in err
