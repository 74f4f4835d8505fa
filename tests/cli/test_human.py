"""`sandbox/human` without the screen: at a terminal, with a file, and where nobody is."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox.cli.human_terminal import _Completer, request_lines
from sandbox.domain.message import text_message
from sandbox.log.reader import read_log
from sandbox.ports import ModelRequest, ToolSpec
from tests.cli.command_line import Sandbox
from tests.cli.terminal import Terminal

ROOT = Path(__file__).parents[2]
STATUS = "where is my order 10042?"
HUMAN = ("--model", "sandbox/human")
REPLIES = '- |\n  One moment.\n  /call get_order {"order_id": "O-10042"}\n- It was delivered.\n'


@pytest.fixture
def replies(tmp_path: Path) -> str:
    path = tmp_path / "replies.yaml"
    path.write_text(REPLIES, "utf-8")
    return str(path)


def test_a_file_answers_and_the_session_replays(sandbox: Sandbox, replies: str) -> None:
    code, out, _ = sandbox("run", *HUMAN, "--human", replies, "-m", STATUS)
    assert (code, "It was delivered." in out) == (0, True)
    code, out, _ = sandbox("replay", "last")
    assert (code, "identical" in out) == (0, True)


def test_a_file_that_is_too_short_fails_the_call_and_says_so(
    sandbox: Sandbox, replies: str
) -> None:
    words = ("run", *HUMAN, "--human", replies, "-m", STATUS, "-m", "thanks", "--strict")
    code, out, _ = sandbox(*words)
    assert code == 1
    assert "2 replies, and one more is asked for" in out


def test_replies_that_nobody_asked_for_are_told(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "replies.yaml"
    path.write_text("- Hello.\n- More.\n- Still more.\n", "utf-8")
    code, _, err = sandbox("run", *HUMAN, "--human", str(path), "-m", "hello")
    assert (code, "2 of its replies not needed" in err) == (0, True)


@pytest.mark.parametrize("arguments", [(), ("--resume", "last")])
def test_without_a_terminal_and_a_file_it_says_what_it_needs(
    sandbox: Sandbox, arguments: Sequence[str]
) -> None:
    if arguments:
        assert sandbox("run", "-m", "hello")[0] == 0
    code, out, err = sandbox("run", *HUMAN, *arguments, "-m", STATUS)
    assert (code, out) == (2, "")
    assert "needs a person at a terminal" in err
    assert "--human FILE" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Hello.\n", "replies are a list of texts"),
        ("- Hello.\n- 3\n", "item 2: no reply"),
        ("- Hello.\n- a: b\n", "item 2: no reply"),
        ("- Hello.\n- 'x\n", "not YAML"),
        ("", "replies are a list of texts"),
    ],
)
def test_a_file_that_holds_no_replies_is_told_with_its_place(
    sandbox: Sandbox, tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "replies.yaml"
    path.write_text(text, "utf-8")
    code, _, err = sandbox("run", *HUMAN, "--human", str(path), "-m", STATUS)
    assert (code, "replies.yaml" in err, says in err) == (2, True, True), err
    assert len(err.splitlines()) == 1


def test_a_file_for_a_model_that_is_not_asked_is_wrong_use(sandbox: Sandbox, replies: str) -> None:
    code, _, err = sandbox("run", "--human", replies, "-m", STATUS)
    assert (code, "only other models are asked" in err) == (2, True)


def test_a_file_lets_a_person_be_an_arm_of_a_comparison(sandbox: Sandbox, replies: str) -> None:
    models = ("--models", "sandbox/scripted,sandbox/human")
    code, _, err = sandbox("compare", *models, "-m", STATUS)
    assert (code, "--human FILE" in err) == (2, True)
    code, out, _ = sandbox("compare", *models, "-m", STATUS, "--human", replies, "--repeat", "2")
    assert code == 0
    assert "It was delivered." in out


def test_a_tab_at_the_terminal_completes_the_whole_line() -> None:
    tool = ToolSpec(
        name="get_order",
        description="",
        parameters={"type": "object", "properties": {"order_id": {"type": "string"}}},
    )
    request = ModelRequest(
        model="m", messages=(text_message("user", "order 10042"),), tools=(tool,)
    )
    completer = _Completer(request)
    assert completer.next("/call get", 0) == "/call get_order {"
    line = '/call get_order {"order_id": '
    assert [completer.next(line, 0), completer.next(line, 1)] == [line + '"10042"', None]
    assert "tool get_order(order_id?: string)" in list(request_lines(request))


def run(home: Path, *words: str) -> Terminal:
    """`sandbox run` at a terminal of its own."""
    return Terminal("-m", "sandbox.cli", "run", *words, SANDBOX_HOME=str(home), TERM="dumb")


def test_a_person_at_the_terminal_answers(tmp_path: Path) -> None:
    with run(tmp_path, *HUMAN, "-m", STATUS) as there:
        there.sees("Ctrl+D gives up")
        there.type("?\n")
        there.sees('"order_id"')
        there.sees("settings")
        there.type('/call get_order {"orderId":\n')
        there.sees("…")
        there.type('"O-10042"}\n')
        there.sees("Enter once more")
        there.type('get_order(order_id="O-10042")\n')
        there.sees("get_order: {")
        there.type("It was delivered.\n")
        there.sees("answered")
        assert there.ends() == 0


def test_ctrl_d_fails_the_call_and_ctrl_c_stops_everything(tmp_path: Path) -> None:
    with run(tmp_path, *HUMAN, "-m", STATUS, "-m", "hello", "-m", "and more") as there:
        there.sees("\n› ")  # noqa: RUF001
        there.type("\x04")
        there.sees("degraded")
        there.sees("\n› ")  # noqa: RUF001
        there.interrupt()
        there.sees("replay it with")
        assert there.ends() == 130
    (log,) = (tmp_path / "sessions").glob("*/log.jsonl")
    kinds = [event.kind for event in read_log(log).events]
    assert kinds.count("turn_finished") == 2
