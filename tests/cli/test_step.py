"""`run --break --step` and `sessions explain` as one types them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.cli.terminal import Terminal

BROKEN = "my order 10042 arrived broken"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def run(sandbox: Sandbox) -> Run:
    return lambda *words: Ran(*sandbox(*words))


def decisions(folder: Path, *lines: object) -> str:
    path = folder / "decisions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return str(path)


def test_a_break_point_with_nobody_there_is_one_line_and_exit_2(run: Run) -> None:
    ran = run("run", "--break", "tool:issue_refund", "-m", BROKEN)
    assert ran.code == 2
    said = [line for line in ran.err.splitlines() if line.startswith("sandbox:")]
    assert len(said) == 1
    assert "stopped at 1.22 before execute orders.issue_refund by tool:issue_refund" in said[0]
    assert "--step FILE" in said[0]


def test_a_file_edits_an_amount_and_the_session_replays(run: Run, tmp_path: Path) -> None:
    file = decisions(
        tmp_path, {"action": "edit", "set": {"amount": "40.00"}, "tool": "issue_refund"}
    )
    ran = run("run", "--break", "tool:issue_refund", "--step", file, "-m", BROKEN)
    assert ran.code == 0
    assert "arguments edited by decisions.jsonl: amount 49.90 → 40.00" in ran.out
    assert "I have refunded 40.00 EUR" in ran.out
    assert "identical" in run("replay", "last").out
    assert "no drift" in run("replay", "last", "--mode", "drift").out
    assert "arguments edited by decisions.jsonl" in run("sessions", "export", "last").out
    assert "edited the arguments" in run("sessions", "audit", "last").out


def test_a_placeholder_that_a_customer_typed_stays_one_in_an_edited_call(
    run: Run, tmp_path: Path
) -> None:
    summary = "Customer says: note [LITERAL_1]"
    call = json.dumps({"reason": "asked for a person", "summary": summary})
    replies = tmp_path / "replies.yaml"
    replies.write_text(json.dumps([f"/call hand_off {call}", "Done."]), "utf-8")
    file = decisions(tmp_path, {"action": "edit", "set": {"reason": "wants a person"}})
    ran = run(
        "run", "--model", "sandbox/human", "--human", str(replies), "--as", "C-0001",
        "--break", "tool:hand_off once", "--step", file,
        "-m", "My mail is zelda.q@nowhere-x.org. Please note: [EMAIL_1]", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    (turn,) = json.loads(ran.out)["turns"]
    (act,) = [act for hop in turn["hops"] for act in hop["acts"]]
    assert act["after"] == {"reason": "wants a person", "summary": summary}
    assert "identical" in run("replay", "last").out


def test_json_tells_what_a_person_did(run: Run, tmp_path: Path) -> None:
    file = decisions(tmp_path, {"action": "skip", "reason": "not today"})
    ran = run("run", "--break", "tool:issue_refund", "--step", file, "-m", BROKEN, "--json")
    (turn,) = json.loads(ran.out)["turns"]
    acts = [act for hop in turn["hops"] for act in hop["acts"]]
    assert [(act["action"], act["by"], act["reason"]) for act in acts] == [
        ("skip", "decisions.jsonl", "not today")
    ]


def test_a_handoff_and_a_cancel_end_the_turn(run: Run, tmp_path: Path) -> None:
    file = decisions(tmp_path, {"action": "cancel"}, {"action": "hand_off"})
    ran = run(
        "run", "--break", "before:infer once", "--break", "after:execute", "--step", file,
        "-m", BROKEN, "-m", BROKEN,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "cancelled ·" in ran.out
    assert "handed_off (degraded) ·" in ran.out


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((), "has no decision left"),
        (({"action": "go_on", "hop": "route"},), "decision 1 of decisions.jsonl is for another"),
        (({"action": "edit", "set": {"amount": "x"}},), "an amount like 49.90 belongs"),
        (({"action": "edit"},), "line 1: the decision: edit takes either value or set"),
        (({"action": "dance"},), "line 1: action"),
        (({"action": "go_on", "who": 1},), "line 1: who"),
    ],
)
def test_a_file_that_does_not_fit_is_one_line(
    run: Run, tmp_path: Path, lines: tuple[object, ...], words: str
) -> None:
    file = decisions(tmp_path, *lines)
    ran = run("run", "--break", "tool:issue_refund", "--step", file, "-m", BROKEN)
    assert ran.code == 2
    assert words in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--break", "tool:issue_refnd"), "did you mean issue_refund"),
        (("--break", "before:exec"), "there is no hop 'exec'"),
        (("--step", "ask"), "--step answers where a turn stops, and none does"),
        (("--break", "before:route", "--step", "nowhere.jsonl"), "can't read --step nowhere.jsonl"),
    ],
)
def test_wrong_use_is_one_line(run: Run, options: tuple[str, ...], words: str) -> None:
    ran = run("run", *options, "-m", BROKEN)
    assert ran.code == 2
    assert words in ran.err


def test_explain_tells_every_sentence_with_its_hop(run: Run) -> None:
    run("run", "-m", BROKEN)
    told = run("sessions", "explain", "last").out.splitlines()
    assert all(line.split()[0].startswith("1.") for line in told)
    assert any("It was understood as damaged_item" in line for line in told)
    assert any("Policy allows orders.issue_refund" in line for line in told)
    assert "Next: what the customer says to it." in told[-1]
    data = json.loads(run("sessions", "explain", "last", "--turn", "1", "--json").out)
    assert [one["text"] for one in data["sentences"]] == [line.split(None, 1)[1] for line in told]


def test_explain_names_a_turn_that_there_is_not(run: Run) -> None:
    run("run", "-m", "hello")
    ran = run("sessions", "explain", "last", "--turn", "4")
    assert ran.code == 2
    assert "has 1 turn, so there is no turn 4" in ran.err


def test_explain_says_the_same_of_a_recording_and_of_its_replay(run: Run, tmp_path: Path) -> None:
    recording = Path(__file__).parents[2] / "fixtures/brightcart/recordings/denied.rec.jsonl"
    first = run("sessions", "explain", str(recording)).out
    assert first == run("sessions", "explain", str(recording)).out
    assert "olicy forbids" in first


def test_a_person_at_the_terminal_is_asked(tmp_path: Path) -> None:
    """On a real terminal: what can't be done is said, and asked again."""
    lines = ["what", 'e {"amount": "x"}', "e", '{"amount": "40.00"}']
    code, said = _at_terminal(tmp_path, lines)
    assert code == 0
    assert "stopped at 1.22 before execute orders.issue_refund" in said
    assert "one of: c n f e s h x" in said
    assert "an amount like 49.90 belongs" in said
    assert "arguments edited by developer: amount 49.90" in said


def test_what_was_typed_before_it_was_asked_for_is_no_answer(tmp_path: Path) -> None:
    """Nor is what was typed along with a line that was refused."""
    code, said = _at_terminal(tmp_path, ["what\nc", "e nothing\nc", "s"], early="c\n")
    assert code == 0
    assert said.count(STEP) == 3
    assert "skipped by developer" in said
    assert "+ refunds" not in said


STEP, JSON_WANTED = "step\u203a ", "JSON\u203a "


def _at_terminal(home: Path, lines: list[str], early: str = "") -> tuple[int, str]:
    """Exit code, and all that a terminal shows; each line is typed once it is asked for."""
    words = ("-m", "sandbox.cli", "run", "--break", "tool:issue_refund", "-m", BROKEN)
    with Terminal(*words, SANDBOX_HOME=str(home / "home"), TERM="dumb") as there:
        there.type(early)
        for line in lines:
            there.sees(STEP, JSON_WANTED)
            there.type(f"{line}\n")
        return there.ends(), there.seen
