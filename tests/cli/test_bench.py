"""`sandbox bench` through the command: what it lists, writes, refuses, and leaves when stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.unit.bench.test_results import results

ROOT = Path(__file__).parents[2]


def _kept(path: Path, factor: float = 1.0) -> Path:
    """A run as a file; its figures are so much slower."""
    data = results().data()
    for item in data["figures"]:
        item["median"] *= factor
    path.write_text(json.dumps(data), "utf-8")
    return path


def test_the_list_says_what_is_measured_how_long_it_takes_and_what_is_missing(
    sandbox: Sandbox,
) -> None:
    code, out, err = sandbox("bench", "--list")
    assert (code, err) == (0, "")
    assert "hub_turn" in out
    assert "not here: name a Python that has some with --frameworks PYTHON" in out
    assert "min in all" in out


def test_the_list_is_data_for_a_program(sandbox: Sandbox) -> None:
    code, out, _ = sandbox("bench", "--list", "--quick", "--only", "counts", "--json", "-")
    assert code == 0
    assert json.loads(out) == [
        {"name": "counts", "title": "Counts that stand for speed", "seconds": 3, "missing": ""}
    ]


def test_one_measurement_is_a_table_and_a_document(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    code, out, err = sandbox("bench", "--only", "counts", "--quick", "--json", str(path))
    assert (code, err) == (0, "")
    assert "os.fsync (log and vault)" in out
    run = json.loads(path.read_text("utf-8"))
    assert [section["name"] for section in run["measured"]] == ["counts"]
    assert run["measured"][0]["whole"]
    assert all(item["measurement"] == "counts" for item in run["figures"])
    assert str(ROOT) not in path.read_text("utf-8")
    again = sandbox("bench", "--from", str(path), "--against", str(path), "--json", "-")
    assert json.loads(again[1])["figures"][0]["key"] == run["figures"][0]["key"]
    assert "1.00×" in again[2]


def test_what_is_not_there_is_said_and_no_failure(sandbox: Sandbox) -> None:
    code, out, _ = sandbox("bench", "--only", "frameworks")
    assert code == 0
    assert "frameworks: not measured here: name a Python" in out


def test_an_earlier_run_becomes_a_page_and_a_comparison_without_measuring(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    now, before = _kept(tmp_path / "now.json"), _kept(tmp_path / "before.json", 2.0)
    page = tmp_path / "page.md"
    words = ("--from", str(now), "--against", str(before), "--markdown", str(page))
    code, out, err = sandbox("bench", *words)
    assert (code, err) == (0, "")
    assert "0.50×" in out
    assert "| CPU of a turn" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--only", "cuonts"), "did you mean counts?"),
        (("--profile", "cuonts"), "did you mean counts?"),
        (("--quick", "--full"), "two sizes"),
        (("--against", "none.json"), "can't read none.json"),
        (("--from", "none.json"), "can't read none.json"),
        (("--only", "counts", "--json", "no/such/folder/run.json"), "its folder is not there"),
    ],
)
def test_wrong_use_is_one_line_before_anything_is_measured(
    sandbox: Sandbox, words: tuple[str, ...], says: str
) -> None:
    code, out, err = sandbox("bench", *words)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_a_foreign_file_is_refused_before_anything_is_measured(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"name": "x"}', "utf-8")
    code, out, err = sandbox("bench", "--only", "counts", "--against", str(path))
    assert (code, out) == (2, "")
    assert "package.json is no run of this bench" in err


@pytest.mark.slow
def test_the_profile_names_functions_of_the_hub(sandbox: Sandbox) -> None:
    code, out, _ = sandbox("bench", "--profile", "counts", "--quick")
    assert code == 0
    assert "cumulative" in out
    assert "turn.py" in out


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    "stop", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_control_c_leaves_what_was_measured_and_no_process(
    tmp_path: Path, stop: signal.Signals
) -> None:
    path = tmp_path / "run.json"
    names = ("--only", "counts", "--only", "at_once", "--json", str(path))
    command = [sys.executable, "-m", "sandbox.cli", "bench", "--full", *names]
    env = {**os.environ, "SANDBOX_HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if line.startswith("10 at once"):  # the next one takes minutes
                break
        children = _children(process.pid)
        process.send_signal(stop)
        rest = process.stdout.read()
        assert process.wait(60) == 130
    assert "stopped before its end; what had been measured is kept" in rest
    run = json.loads(path.read_text("utf-8"))
    assert run["stopped"]
    assert [section["whole"] for section in run["measured"]] == [True, False]
    assert any(item["measurement"] == "at_once" for item in run["figures"])
    end = time.monotonic() + 20
    while (left := [pid for pid in children if _runs(pid)]) and time.monotonic() < end:
        time.sleep(0.1)
    assert left == []
    assert [file.name for file in tmp_path.glob("hopscope-bench-*")] == []


def _children(process: int) -> list[int]:
    told = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in told.stdout.splitlines()]
    return [pid for pid, parent in pairs if parent == process]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
