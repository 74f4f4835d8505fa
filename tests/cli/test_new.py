"""`sandbox new`: a pack that is whole, talks at once, and is never written over another."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.cli import new_recording
from sandbox.domain.faults import SandboxError
from sandbox.log.recording import read_recording
from sandbox.pack.load import load_pack
from tests.cli.command_line import Sandbox


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder."""
    return tmp_path


def _left() -> list[str]:
    return sorted(path.name for path in Path().iterdir() if path.name != "home")


def test_a_new_pack_is_clean_talks_at_once_and_its_recording_replays(
    sandbox: Sandbox,
) -> None:
    code, out, _ = sandbox("new", "bikes")
    assert code == 0
    assert "made fixtures/bikes and prompts/bikes" in out
    assert sandbox("lint", "bikes") == (0, "bikes: 0 findings\n", "")
    code, out, _ = sandbox("run", "--pack", "bikes", "-m", "Cancel my appointment A-1002, please")
    assert (code, "appointments A-1002 status: planned → cancelled" in out) == (0, True)
    code, out, _ = sandbox("replay", "fixtures/bikes/recordings")
    assert (code, out.splitlines()[0]) == (0, "cancel: identical · strict · 4 turns")
    assert _left() == ["fixtures", "prompts"]


def test_its_name_is_the_only_trace_of_where_it_came_from(sandbox: Sandbox) -> None:
    sandbox("new", "toy-shop_2")
    pack = load_pack("toy-shop_2")
    assert (pack.name, pack.title) == ("toy-shop_2", "Toy shop 2")
    texts = [path.read_text("utf-8") for path in Path().rglob("*") if path.is_file()]
    assert not any("my-pack" in text or "My pack" in text for text in texts)


@pytest.mark.parametrize("name", ["yes", "null", "on", "a"])
def test_a_name_that_yaml_takes_for_something_else_is_a_name(sandbox: Sandbox, name: str) -> None:
    assert sandbox("new", name)[0] == 0
    assert load_pack(name).name == name


def test_two_packs_are_recorded_alike(sandbox: Sandbox) -> None:
    sandbox("new", "one")
    sandbox("new", "two")

    def told(name: str) -> list[str]:
        path = Path(f"fixtures/{name}/recordings/cancel.rec.jsonl")
        return [event.kind for event in read_recording(path).log.events]

    assert told("one") == told("two")


def test_the_tests_that_come_with_it_pass(sandbox: Sandbox) -> None:
    sandbox("new", "bikes")
    code, out, _ = sandbox("check", "policy", "--tests", "--pack", "bikes")
    assert (code, "5 tests, all pass" in out) == (0, True), out
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "fixtures/bikes"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


def test_a_rule_that_was_changed_breaks_its_test_and_its_recording(
    sandbox: Sandbox,
) -> None:
    sandbox("new", "bikes")
    data = Path("fixtures/bikes/policy/data.yaml")
    data.write_text(data.read_text("utf-8").replace("days_before: 1", "days_before: 14"), "utf-8")
    code, out, _ = sandbox("check", "policy", "--tests", "--pack", "bikes")
    assert (code, "an appointment of next week can be cancelled" in out) == (1, True)
    code, out, _ = sandbox("replay", "fixtures/bikes/recordings")
    assert (code, "policy changed" in out) == (1, True)


@pytest.mark.parametrize("name", ["Bikes", "../bikes", "", "1st", "a b", "-x", "b" * 61, "é"])
def test_a_name_that_cannot_be_is_told_in_one_line(sandbox: Sandbox, name: str) -> None:
    code, out, err = sandbox("new", "--", name)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "can't be the name of a pack" in err
    assert _left() == []


def test_a_shipped_packs_name_is_taken(sandbox: Sandbox) -> None:
    code, _, err = sandbox("new", "brightcart")
    assert (code, _left()) == (2, [])
    assert "there is a pack brightcart already" in err


@pytest.mark.parametrize("part", ["fixtures", "prompts"])
def test_nothing_is_written_over_what_is_there(sandbox: Sandbox, part: str) -> None:
    mine = Path(part) / "bikes" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", "utf-8")
    code, _, err = sandbox("new", "bikes")
    assert (code, f"{part}/bikes is there already" in err) == (2, True)
    assert [path for path in Path().rglob("*") if path.is_file()] == [mine]


def test_nothing_is_left_behind_when_it_cannot_be_finished(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(folder: Path) -> None:
        assert (folder / "domain.yaml").exists()
        raise SandboxError("no room")

    monkeypatch.setattr(new_recording, "record", fails)
    assert sandbox("new", "bikes")[0] != 0
    assert _left() == []


def test_a_folder_that_is_in_the_way_half_way_through_leaves_the_rest_as_it_was(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blocked(folder: Path) -> None:
        shutil.rmtree("fixtures", ignore_errors=True)
        Path("fixtures").write_text("a file", "utf-8")

    monkeypatch.setattr(new_recording, "record", blocked)
    code, _, err = sandbox("new", "bikes")
    assert (code, err.count("\n")) == (3, 1)
    assert _left() == ["fixtures"]


def test_of_two_at_once_the_later_one_is_told_that_it_is_there_already(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = Path("prompts/bikes/theirs.txt")

    def overtaken(folder: Path) -> None:
        theirs.parent.mkdir(parents=True)
        theirs.write_text("theirs", "utf-8")

    monkeypatch.setattr(new_recording, "record", overtaken)
    code, _, err = sandbox("new", "bikes")
    assert (code, err.count("\n"), "prompts/bikes is there already" in err) == (2, 1, True)
    assert [path for path in Path().rglob("*.*") if path.is_file()] == [theirs]


def test_what_a_note_of_the_seed_says_of_somebody_is_hidden_and_replays(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox("new", "bikes")
    rows = Path("fixtures/bikes/rows/appointments.csv")
    note = "service for Peter Fischer; mail pf@private.example"
    rows.write_text(rows.read_text("utf-8").replace("a yearly service", note), "utf-8")
    _, out, _ = sandbox("run", "--pack", "bikes", "-m", "Cancel my appointment A-1002, please")
    assert "status: planned → cancelled" in out
    (log,) = tmp_path.glob("home/sessions/*/log.jsonl")
    assert "Fischer" not in log.read_text("utf-8")
    assert "pf@" not in log.read_text("utf-8")
    code, out, _ = sandbox("replay", "last")
    assert (code, "identical" in out) == (0, True), out
    rows.write_text(rows.read_text("utf-8").replace("2026-03-19", "2026-03-21"), "utf-8")
    assert sandbox("replay", "last")[0] == 1
