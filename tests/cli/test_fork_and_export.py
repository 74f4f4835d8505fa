"""`sandbox sessions fork` and `export` as a person and a program use them."""

import json
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox

REFUND = "My parcel arrived broken, order 10042, I want my money back"
STATUS = "where is my order 10070?"


@pytest.fixture
def session(sandbox: Sandbox) -> str:
    """A session of two turns."""
    assert sandbox("run", "-m", STATUS, "-m", REFUND)[0] == 0
    return json.loads(sandbox("sessions", "list", "--json")[1])[0]["session"]


def test_a_fork_prints_its_id_and_is_listed_and_shown_with_its_parent(
    sandbox: Sandbox, session: str
) -> None:
    code, out, err = sandbox("sessions", "fork", session, "--turn", "2")
    assert (code, err) == (0, "")
    name = out.strip()
    rows = {row["session"]: row for row in json.loads(sandbox("sessions", "list", "--json")[1])}
    assert (rows[name]["parent"], rows[name]["forked_after"], rows[name]["turns"]) == (
        session,
        1,
        1,
    )
    assert f"fork of {session} after turn 1" in sandbox("sessions", "list")[1]
    assert f"forked from {session} after turn 1" in sandbox("sessions", "show", name)[1]
    shown = json.loads(sandbox("sessions", "show", name, "--json")[1])
    assert (shown["parent"], shown["forked_after"]) == (session, 1)


def test_without_a_turn_all_of_it_is_copied(sandbox: Sandbox, session: str) -> None:
    name = sandbox("sessions", "fork", session)[1].strip()
    assert len(json.loads(sandbox("sessions", "show", name, "--json")[1])["turns"]) == 2


def test_a_fork_goes_on_with_another_model_another_customer_and_other_words(
    sandbox: Sandbox, session: str
) -> None:
    before = sandbox("sessions", "show", session)[1]
    words = ("--turn", "2", "--model", "sandbox/sloppy", "--as", "C-0012", "-m", "hello")
    code, out, _ = sandbox("sessions", "fork", session, *words, "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["parent"], data["forked_after"], data["model"]) == (session, 1, "sandbox/sloppy")
    assert [(turn["turn"], turn["model"]) for turn in data["turns"]] == [(2, "sandbox/sloppy")]
    assert sandbox("sessions", "show", session)[1] == before
    assert sandbox("replay", data["session"])[0] == 0


def test_a_confirm_in_a_fork_is_answered_as_approve_says(sandbox: Sandbox, session: str) -> None:
    words = ("sessions", "fork", session, "--turn", "1", "-m", "cancel order 10093", "--json")
    yes = json.loads(sandbox(*words, "--approve", "all")[1])
    no = json.loads(sandbox(*words)[1])
    assert {change["table"] for change in yes["turns"][0]["changes"]} >= {"orders"}
    assert no["turns"][0]["changes"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--turn", "9"), 2, "has 2 turns, so none begins with number 9"),
        (("--turn", "0"), 2, "greater than or equal to 1"),
        (("--model", "nope/x"), 2, "no provider is called 'nope'"),
        (("--as", "C-9999"), 2, "there is no customer C-9999"),
    ],
)
def test_a_fork_that_can_not_be_made_leaves_nothing(
    sandbox: Sandbox, session: str, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    found = sandbox("sessions", "fork", session, *words)
    assert found[0] == code
    assert said in found[2]
    assert [path.name for path in (tmp_path / "home" / "sessions").iterdir()] == [session]


def test_a_turn_is_said_again_with_another_result_of_a_call(sandbox: Sandbox, session: str) -> None:
    turn = json.loads(sandbox("sessions", "show", session, "--json")[1])["turns"][0]
    hop = next(hop for hop in turn["hops"] if hop["hop"] == "execute")
    result = hop["output"]["outcome"]["result"] | {"status": "cancelled"}
    words = ("sessions", "fork", session, "--result", hop["id"], json.dumps(result), "--json")
    code, out, _ = sandbox(*words)
    data = json.loads(out)
    assert code == 0
    assert data["forked_after"] == 0
    assert "cancelled" in data["turns"][0]["reply"]
    for other, said in (("{", "can't be read at character"), ("7", "the contract rules")):
        code, _, err = sandbox("sessions", "fork", session, "--result", hop["id"], other)
        assert code == 2
        assert said in err
    code, _, err = sandbox(*words, "--turn", "2")
    assert (code, "of turn 1, not of turn 2" in err) == (2, True)


def test_markdown_goes_to_standard_output(sandbox: Sandbox, session: str) -> None:
    code, out, err = sandbox("sessions", "export", session)
    assert (code, err) == (0, "")
    assert out.startswith(f"# {session}\n")
    assert "## Turn 2" in out


def test_a_file_is_not_written_over_without_force(
    sandbox: Sandbox, session: str, tmp_path: Path
) -> None:
    file = tmp_path / "talk.jsonl"
    words = ("sessions", "export", session, "--to", "openai", str(file))
    assert sandbox(*words)[0] == 0
    first = file.read_text("utf-8")
    assert len(first.splitlines()) == 1
    assert len(json.loads(first)["messages"]) > 5
    code, _, err = sandbox(*words)
    assert code == 2
    assert "is there already" in err
    file.write_text("old", "utf-8")
    assert sandbox(*words, "--force")[0] == 0
    assert file.read_text("utf-8") == first


def test_a_personal_value_is_not_exported(sandbox: Sandbox) -> None:
    mail = "my mail address is jo@private.example, where is order 10042?"
    assert sandbox("run", "-m", mail)[0] == 0
    for to in ("markdown", "openai"):
        out = sandbox("sessions", "export", "last", "--to", to)[1]
        assert "[EMAIL_1]" in out
        assert "jo@private.example" not in out
