"""Whatever goes wrong is one clear line: what, where, what to do; the exit code says which."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sandbox.log.reader import read_log
from tests.cli.command_line import Sandbox
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Say
from tests.loopback.thread import in_thread
from tests.own_pack import own_pack

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("run", "-m", "hi", "--pack", "brightcard"), 2, "brightcart"),
        (("run", "-m", "hi", "--model", "sandbox/scriptd"), 2, "sandbox/scripted"),
        (("run", "-m", "hi", "--model", "openai/gpt-5-mini"), 3, "OPENAI_API_KEY"),
        (("run", "-m", "hi", "--as", "C-9999"), 2, "C-9999"),
        (("run", "-m", "hi", "--resume", "nothing"), 2, "no session nothing"),
        (("run", "-m", ""), 2, "nothing to send"),
        (("run", "-m", "x" * 2_000_000), 2, "2,000,000 characters"),
        (("run",), 2, "no message"),
        (("run", "--script", "missing.yaml"), 3, "missing.yaml"),
        (("run", "-m", "hi", "--approve", "perhaps"), 2, "neither none nor all"),
        (("replay", "nowhere.rec.jsonl"), 2, "no file nowhere.rec.jsonl"),
        (("replay", "--mode", "sideways", "x"), 2, "no mode sideways"),
        (("chat",), 2, "no terminal"),
        ((), 2, "no terminal"),
        (("--no-such-option",), 2, "--no-such-option"),
        (("run", "--no-such-option"), 2, "see sandbox run --help"),
        (("sessions", "nothing"), 2, "see sandbox sessions --help"),
        (("sessions", "mark", "last", "great"), 2, "]': 'great' is not one of"),
        (("stats", "--pack", "brigthcart"), 2, "did you mean brightcart?"),
        (("stats", "nowhere.rec.jsonl"), 2, "no file nowhere.rec.jsonl"),
        (("run", "-m", "hi", "--as", "C-99"), 2, "the table customers in rows/"),
        (("run", "-m", "hi", "--save", " "), 2, "--save needs"),
        (("no-such-command",), 2, "no-such-command"),
        (("sessions", "show", "last"), 2, "no session last"),
    ],
)
def test_a_mistake_is_one_line_with_its_exit_code(
    sandbox: Sandbox, words: tuple[str, ...], code: int, says: str
) -> None:
    got, out, err = sandbox(*words)
    assert (got, out) == (code, "")
    assert says in err
    assert err.startswith("sandbox: ")
    assert len(err.splitlines()) == 1
    assert len(err) < 1_000
    assert "Traceback" not in err


def test_a_script_with_a_wrong_item_names_it(sandbox: Sandbox, tmp_path: Path) -> None:
    script = tmp_path / "talk.yaml"
    script.write_text("- hello\n- 42\n", "utf-8")
    code, _, err = sandbox("run", "--script", str(script))
    assert (code, "talk.yaml, item 2" in err) == (2, True)
    script.write_text("- [hello\n", "utf-8")
    code, _, err = sandbox("run", "--script", str(script))
    assert (code, "talk.yaml, line 2: not YAML" in err) == (2, True)


@pytest.mark.parametrize("damage", ["torn", "foreign", "changed", "empty"])
def test_a_damaged_recording_is_told_with_its_line(
    sandbox: Sandbox, tmp_path: Path, damage: str
) -> None:
    assert sandbox("run", "-m", "where is my order 10042?")[0] == 0
    file = tmp_path / "a.rec.jsonl"
    assert sandbox("sessions", "save", "last", str(file))[0] == 0
    whole = file.read_bytes()
    files = {
        "torn": whole[:-200],
        "foreign": b"Dear diary\n",
        "changed": whole.replace(b"O-10042", b"O-10043", 1),
        "empty": b"",
    }
    file.write_bytes(files[damage])
    code, out, err = sandbox("replay", str(file))
    assert (code, out) == (3, "")
    assert "a.rec.jsonl" in err
    assert len(err.splitlines()) == 1
    assert str(tmp_path) not in err


def test_a_replay_that_differs_is_a_finding(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox("run", "-m", "where is my order 10042?")[0] == 0
    assert sandbox("replay", "last")[0] == 0
    shop = own_pack(tmp_path)
    prompt = tmp_path / "prompts" / "brightcart" / "agent.md.j2"
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    code, out, _ = sandbox("replay", "last", "--pack", str(shop))
    assert code == 1
    assert "first difference: turn 1, 1.5 prompt" in out


def test_ctrl_c_in_a_turn_keeps_the_turn_and_the_log_whole(tmp_path: Path) -> None:
    slow = Say("Your order is on its way and will be with you soon.", pause=0.5)
    with in_thread(OpenAIServer(script=lambda body: slow)) as server:
        env = {
            **os.environ,
            "SANDBOX_HOME": str(tmp_path),
            "SANDBOX_API_BASE": server.base,
        }
        words = ["run", "--model", "openai/gpt-4o-mini", "-m", "where is my order?"]
        # A shell's background job ignores Ctrl+C, and its children would inherit that.
        hears = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        program = f"{hears} from sandbox.cli.main import main; main()"
        command = [sys.executable, "-c", program, *words]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 40
        while not server.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("session 2")
    (log,) = tmp_path.glob("sessions/*/log.jsonl")
    turn, session = read_log(log).events[-2:]
    assert (turn.kind, getattr(turn, "outcome", "")) == ("turn_finished", "cancelled")
    assert (session.kind, getattr(session, "outcome", "")) == ("session_ended", "abandoned")


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "sandbox.cli", "tools"],
            cwd=ROOT,
            env={**os.environ, "SANDBOX_HOME": str(tmp_path)},
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith("sandbox: can't write: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000)"
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.cli", "sessions", "sql", f"{rows} SELECT i FROM n"],
        cwd=ROOT,
        env={**os.environ, "SANDBOX_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert (process.wait(timeout=60), process.stderr.read()) == (0, "")
    process.stderr.close()
