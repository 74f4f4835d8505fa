"""`sandbox chat --plain` through a pipe: each line in is a message, each line out an event."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.log.fold import Session, fold
from sandbox.log.reader import read_log

ROOT = Path(__file__).parents[2]
STATUS = "where is my order 10042?"
CANCEL = "cancel order 10093"
OVER_LIMIT = "my order 10077 arrived broken, I want my money back"

Done = subprocess.CompletedProcess[bytes]
Plain = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def plain(home: Path) -> Plain:
    """Runs the chat in lines on these bytes."""

    def run(typed: str | bytes, *words: str) -> Done:
        data = typed.encode() if isinstance(typed, str) else typed
        return subprocess.run(
            [sys.executable, "-m", "sandbox.cli", "chat", "--plain", *words],
            input=data,
            env=_environment(home),
            cwd=ROOT,
            capture_output=True,
            check=False,
            timeout=150,
        )

    return run


def _environment(home: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    return {**env, "SANDBOX_HOME": str(home), "TERM": "dumb"}


def _started(home: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox.cli", "chat", "--plain", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(home),
        cwd=ROOT,
    )


def _session(home: Path) -> Session:
    (log,) = home.rglob("log.jsonl")
    return fold(read_log(log).events)


def _lines(done: Done) -> list[str]:
    return done.stdout.decode().splitlines()


def _type(process: subprocess.Popen[bytes], text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.flush()


def _until(process: subprocess.Popen[bytes], words: bytes) -> list[bytes]:
    """Lines of its output up to the one that holds `words`."""
    assert process.stdout is not None
    seen: list[bytes] = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return seen
    raise AssertionError(b"".join(seen).decode())


def test_a_turn_is_told_in_the_order_in_which_it_happened(plain: Plain) -> None:
    done = plain(f"{STATUS}\n")
    lines = _lines(done)
    assert (done.returncode, done.stderr) == (0, b"")
    patterns = (
        r"session \S+: BrightCart, model sandbox/scripted, seed 7, speaking as C-0007",
        r"agent: Hello, .*",
        r"you: where is my order 10042\?",
        r"1\.3 route: start order_status .*",
        r"1\.6 infer sandbox/scripted: answered with a tool call, [\d,]+ tokens in, \d+ out, "
        r".* m?s, cost \$0",
        r"1\.10 execute orders\.get_order order_id=O-10042: ok, .* m?s",
        r"agent: Order O-10042 was delivered on 2026-11-17\.",
        r"  If it is not there, please look with your neighbours, .*",
        r"1\.12 infer sandbox/scripted: answered with text, .*, cost \$0",
        r"turn 1: answered, 14 hops, .* m?s, [\d,]+ tokens in, \d+ out, cost \$0",
        r"session \S+: 1 turn, cost \$0; go on with: sandbox chat --plain --resume \S+",
    )
    assert [re.fullmatch(*pair) is not None for pair in zip(patterns, lines, strict=True)] == [
        True
    ] * len(patterns)


def test_no_line_holds_an_escape_a_colour_or_a_glyph_of_the_screen(plain: Plain) -> None:
    done = plain(f"{CANCEL}\ny\n/trace\n/state\n/cost\n/hop 1.12\n/help\n", "-v")
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert [char for char in text if ord(char) < 32 and char != "\n"] == []
    assert set("→·≈×↑↓∥─│┌┐└┘═║╔█▏▕⠹▸●◆") & set(text) == set()


def test_quiet_tells_the_conversation_and_all_tells_each_hop(plain: Plain, home: Path) -> None:
    quiet = _lines(plain(f"{STATUS}\n", "-q"))
    assert [line.split(":")[0].split()[0] for line in quiet[1:-2]] == ["agent", "you", "agent"]
    everything = _lines(plain(f"{STATUS}\n", "-v", "--resume", "last"))
    told = [match[0] for line in everything if (match := re.match(r"2\.\d+ ", line))]
    turn = _session(home).turns[-1]
    assert [line.strip() for line in told] == [hop.id for hop in turn.hops]


def test_a_session_is_taken_up_by_the_line_that_the_last_one_printed(
    plain: Plain, home: Path
) -> None:
    last = _lines(plain("hello\n", "--as", "C-0012", "--seed", "3"))[-1]
    words = last.partition("sandbox chat --plain ")[2].split()
    done = plain(f"{STATUS}\n", *words)
    assert "taken up after turn 1: asked" in done.stdout.decode()
    session = _session(home)
    assert [turn.number for turn in session.turns] == [1, 2]
    assert session.started is not None
    assert (session.started.seed, session.principal.customer) == (3, "C-0012")


@pytest.mark.parametrize(
    ("answer", "verdict", "runs"),
    [
        ("y", "approved by standard input", True),
        ("n too risky", "rejected by standard input, too risky", False),
        ("h ask Ada", "handed on by standard input, ask Ada", False),
    ],
)
def test_a_question_is_asked_in_words_with_the_rows_that_are_expected(
    plain: Plain, home: Path, answer: str, verdict: str, runs: bool
) -> None:
    done = plain(f"{CANCEL}\n{answer}\n")
    text = done.stdout.decode()
    assert "question 1.15: may orders.cancel_order run?" in text
    assert (
        "  expected, tried on a copy: orders O-10093, payment_status from authorized to voided, "
        "status from processing to cancelled" in text
    )
    assert verdict in text
    changed = {change.key for change in _session(home).turns[0].changes}
    assert ("O-10093" in changed) is runs


def test_a_call_runs_with_the_arguments_that_an_answer_changed(plain: Plain, home: Path) -> None:
    text = plain(f"{OVER_LIMIT}\n1\ne amount=90.00\n").stdout.decode()
    assert "edited by standard input, amount 249.00 to 90.00" in text
    assert " amount=90.00 " in text
    (refund,) = (c for turn in _session(home).turns for c in turn.changes if c.table == "refunds")
    assert refund.after is not None
    assert refund.after["amount_minor"] == 9000


def test_the_end_of_the_input_rejects(plain: Plain, home: Path) -> None:
    done = plain(CANCEL)
    assert done.returncode == 0
    assert "rejected by standard input, the input ended without an answer" in done.stdout.decode()
    assert _session(home).turns[0].changes == []


def test_a_piped_line_that_is_no_answer_rejects_and_is_the_next_message(
    plain: Plain, home: Path
) -> None:
    plain(f"{CANCEL}\nyes\n{STATUS}\n")
    turns = _session(home).turns
    assert [turn.asked for turn in turns] == [CANCEL, "yes", STATUS]
    assert turns[0].changes == []


def test_an_approval_for_the_session_is_not_asked_again_until_it_is_withdrawn(
    plain: Plain,
) -> None:
    again = "cancel order 10087"
    text = plain(f"{CANCEL}\na\n/approvals\n{again}\n/approvals off\n").stdout.decode()
    assert text.count("question ") == 1
    assert "cancel_order by rule cancel-asks: approved by standard input at 1.15" in text
    assert text.splitlines()[-2] == "nothing is approved for the session"


def test_wrong_lines_are_told_the_rest_goes_on_and_the_exit_code_says_so(plain: Plain) -> None:
    done = plain(f"/modle x\n/model nope/nope\n/mark good\n{STATUS}\n")
    assert done.returncode == 2
    errors = done.stderr.decode().splitlines()
    assert len(errors) == 3
    assert "did you mean /model?" in errors[0]
    assert "turn 1: answered" in done.stdout.decode()


def test_a_message_that_is_too_long_is_refused_and_not_printed(plain: Plain) -> None:
    done = plain(b"x" * 2_000_000 + b"\n" + STATUS.encode() + b"\n")
    assert done.returncode == 2
    assert b"2,000,000 characters; at most 32,000 fit" in done.stderr
    assert max(map(len, done.stdout.splitlines())) < 4_000
    assert b"turn 1: answered" in done.stdout


def test_control_characters_and_broken_utf8_do_nothing_to_the_terminal(
    plain: Plain, home: Path
) -> None:
    done = plain(b"\xef\xbb\xbfhello \x1b[2J\x07\x00 \xff\xfe\r\n\r\n")
    assert done.returncode == 0, done.stderr
    assert b"you: hello \\x1b[2J\\x07\\x00" in done.stdout
    assert b"\x1b" not in done.stdout
    assert len(_session(home).turns) == 1


def test_a_hundred_messages_through_a_pipe_are_a_hundred_turns(plain: Plain, home: Path) -> None:
    done = plain("hello\n" * 100, "-q")
    assert done.returncode == 0
    assert b": 100 turns, cost $0" in done.stdout
    assert len(_session(home).turns) == 100


def test_a_message_may_begin_with_a_slash_that_is_doubled(plain: Plain, home: Path) -> None:
    assert plain("//help me\n").returncode == 0
    assert _session(home).turns[0].asked == "/help me"


def test_the_state_names_the_customer_once(plain: Plain) -> None:
    text = plain(f"{STATUS}\n/state\n").stdout.decode()
    assert text.count("customer: C-0007") == 1


def test_a_fault_that_cannot_be_is_told_by_the_name_that_was_typed(plain: Plain) -> None:
    done = plain("/fault X:boom\n")
    said = (done.stdout + done.stderr).decode()
    assert "/fault X:boom: " in said
    assert "--fault" not in said


def test_nothing_said_leaves_nothing_behind(plain: Plain, home: Path) -> None:
    done = plain("/state\n\n")
    assert (done.returncode, _lines(done)[-1]) == (0, "nothing was said, so no session is kept")
    assert list(home.rglob("log.jsonl")) == []


def test_commands_do_what_they_say(plain: Plain, home: Path) -> None:
    typed = (
        f"/fault orders.get_order:timeout@1+\n{STATUS}\n/fault\n/dead\n/fault off 1\n"
        "/mark bad slow\n/outcome failed no answer\n/as C-0012\n/model sandbox/sloppy\n"
        "/tell all\n/cost\n/explain 1\n/trace 1\n/hop 1.10\n/handoff\n/quit\nnever read\n"
    )
    done = plain(typed)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    for said in (
        "armed orders.get_order:timeout",
        "fault injected: orders.get_order:timeout",
        "/dead HOP runs one again",
        "disarmed orders.get_order:timeout",
        "turn 1 is marked bad",
        "so far failed, judged by the developer, no answer",
        "speaking as C-0012",
        "the next turn goes to sandbox/sloppy",
        "telling: all",
        "session: cost $0, ",
        "more of it: ",
        "1.10 ",
    ):
        assert said in text
    session = _session(home)
    assert [turn.asked for turn in session.turns] == [STATUS]
    assert (session.turns[0].mark, session.turns[0].note) == ("bad", "slow")
    assert (session.model, session.principal.customer) == ("sandbox/sloppy", "C-0012")


def test_a_real_value_is_told_here_and_never_written(plain: Plain, home: Path) -> None:
    said = "my mail is now jo.doe@example.org, thanks"
    text = plain(f"{said}\n/state\n").stdout.decode()
    assert f"you: {said}" in text
    (log,) = home.rglob("log.jsonl")
    assert "jo.doe" not in log.read_text("utf-8")


def test_whoever_reads_no_further_ends_it_quietly(home: Path) -> None:
    process = _started(home)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"hello\n" * 50)
    process.stdin.close()
    assert process.stderr is not None
    assert (process.stderr.read(), process.wait(60)) == (b"", 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_at_rest_closes_the_session_and_says_how_to_go_on(home: Path, number: int) -> None:
    process = _started(home)
    _type(process, "hello\n")
    _until(process, b"turn 1:")
    process.send_signal(number)
    assert b"--resume" in b"".join(_until(process, b"go on with"))
    assert process.wait(60) == 128 + number
    process.communicate()
    assert _session(home).ended is not None


def test_ctrl_c_cancels_the_turn_and_keeps_it_and_the_input_goes_on(home: Path) -> None:
    process = _started(home, "--fault", "orders.get_order:latency=600@1")
    _type(process, f"{STATUS}\n")
    _until(process, b"fault injected")
    process.send_signal(signal.SIGINT)
    _until(process, b"turn 1: cancelled, it is kept")
    out, err = process.communicate(b"hello\n", timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert b"turn 2: " in out
    ends = [turn.finished.outcome for turn in _session(home).turns if turn.finished]
    assert ends[0] == "cancelled"


def test_a_long_silence_is_told_with_the_hop_it_is_in(home: Path) -> None:
    program = (
        "import sys; from sandbox.cli import plain; from sandbox.cli.main import main\n"
        "plain.PATIENCE = 0.01\n"
        "sys.argv = ['sandbox', '--plain', '--fault', 'orders.get_order:latency=600@1']\n"
        "main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(home),
        cwd=ROOT,
    )
    _type(process, f"{STATUS}\n")
    _until(process, b"1.10 execute orders.get_order: still running, ")
    process.send_signal(signal.SIGTERM)
    _until(process, b"go on with")
    process.communicate(timeout=60)


def test_a_signal_in_the_middle_of_a_turn_keeps_what_there_is(home: Path) -> None:
    process = _started(home, "--fault", "orders.get_order:latency=600@1")
    _type(process, f"{STATUS}\n{STATUS}\n")
    _until(process, b"fault injected")
    process.terminate()
    _until(process, b"go on with")
    assert process.wait(60) == 128 + signal.SIGTERM
    process.communicate()
    (turn,) = _session(home).turns
    assert turn.finished is not None
    assert turn.finished.outcome == "cancelled"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("chat", "-q"), "belong to --plain"),
        (("-v",), "belong to --plain"),
        (("chat", "--plain", "-q", "-v"), "give one of them"),
        (("--plain", "--model", "sandbox/human"), "needs a person at a terminal"),
        (("--plain", "--as", "C-99"), "no customer C-99"),
        (("--plain", "--resume", "nope"), "no session nope"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_no_session(
    home: Path, words: tuple[str, ...], says: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sandbox.cli", *words],
        stdin=subprocess.DEVNULL,
        env=_environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(home.rglob("log.jsonl")) == []


def test_the_chat_in_lines_loads_neither_textual_nor_litellm(home: Path) -> None:
    program = (
        "import sys; from sandbox.cli.main import main\n"
        "sys.argv = ['sandbox', '--plain']\n"
        "main()\n"
        "print(sorted({'textual', 'litellm'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="hello\n/trace\n/hop 1.6\n",
        env=_environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
