"""`sandbox check policy --what-if`: which recorded decisions changed rules flip."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_line import Sandbox
from tests.own_pack import own_pack

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "fixtures/brightcart/policy"


def changed(tmp_path: Path, name: str, before: str, after: str) -> str:
    """A copy of one file of the policy with a piece of it changed."""
    text = (POLICY / name).read_text("utf-8")
    assert before in text
    copy = tmp_path / name
    copy.write_text(text.replace(before, after), "utf-8")
    return str(copy)


def what_if(sandbox: Sandbox, *words: str) -> dict[str, Any]:
    code, out, err = sandbox("check", "policy", "--what-if", *words, "--json")
    assert err == ""
    found = json.loads(out)
    assert code == (1 if found["flips"] else 0)
    return found


def test_the_rules_as_they_lie_flip_nothing(sandbox: Sandbox) -> None:
    found = what_if(sandbox, str(POLICY))
    assert (found["changed"], found["flips"], found["unjudged"]) == ([], [], [])
    assert found["decisions"] > 80


def test_a_lower_limit_flips_refunds_and_says_which(sandbox: Sandbox, tmp_path: Path) -> None:
    file = changed(tmp_path, "data.yaml", 'refund: "100.00"', 'refund: "30.00"')
    found = what_if(sandbox, file)
    assert found["changed"] == ["policy/data.yaml"]
    moves = {(one["before"]["rule"], one["after"]["rule"]) for one in found["flips"]}
    assert moves == {("refund", "refund-limit")}
    refund = next(one for one in found["flips"] if one["session"] == "refund")
    assert (refund["turn"], refund["tool"]) == (1, "issue_refund")
    assert refund["arguments"]["amount"] == "49.90"
    code, out, _ = sandbox("check", "policy", "--what-if", file)
    assert code == 1
    assert "refund 1.21  issue_refund" in out
    assert "allow (refund) → confirm (refund-limit)" in out
    assert out.splitlines()[-1].endswith(f"{len(found['flips'])} flip")


def test_what_a_person_edited_flips_where_rules_no_longer_ask(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    file = changed(tmp_path, "data.yaml", 'refund: "100.00"', 'refund: "10.00"')
    found = what_if(sandbox, file, "refund-edited")
    # Edited down to 20.00 by a person: a confirm on exactly that is satisfied by that act.
    assert found["flips"] == []
    (other,) = found["other_rule"]
    assert (other["before"]["rule"], other["after"]["rule"]) == ("refund", "refund-limit")
    assert other["after"]["reason"] == "set by a person"


def test_another_rule_for_the_same_verdict_is_told_apart(sandbox: Sandbox, tmp_path: Path) -> None:
    file = changed(tmp_path, "access.rego", '"rule": "reads"', '"rule": "look-ups"')
    found = what_if(sandbox, file)
    assert found["flips"] == []
    assert {one["after"]["rule"] for one in found["other_rule"]} == {"look-ups"}


def test_a_session_of_ones_own_is_judged_again_too(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox("run", "-m", "my order 10042 arrived broken", "-m", "a refund please")
    file = changed(tmp_path, "access.rego", '"verdict": "allow"', '"verdict": "deny"')
    found = what_if(sandbox, file, "last")
    assert found["sessions"] == 1
    assert {one["after"]["verdict"] for one in found["flips"]} == {"deny"}


def test_a_whole_folder_and_one_more_file_stand_in(sandbox: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(POLICY, folder)
    (folder / "refunds.rego").unlink()
    found = what_if(sandbox, str(folder))
    assert found["changed"] == ["policy/refunds.rego"]
    assert {one["after"]["rule"] for one in found["flips"]} == {"default-deny"}
    more = tmp_path / "more.rego"
    more.write_text(
        "package policy\nimport rego.v1\ndecisions contains "
        '{"verdict": "deny", "rule": "closed"} if input.tool.name == "get_order"\n',
        "utf-8",
    )
    assert {one["after"]["rule"] for one in what_if(sandbox, str(more))["flips"]} == {"closed"}


def test_rows_that_have_changed_since_are_said_and_not_judged(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    pack = own_pack(tmp_path)
    broken = "My parcel arrived broken, order 10042, I want my money back"
    assert sandbox("run", "--pack", str(pack), "-m", broken)[0] == 0
    orders = pack / "rows/orders.csv"
    kept = [
        line for line in orders.read_text("utf-8").split("\n") if not line.startswith("O-10042")
    ]
    orders.write_text("\n".join(kept).replace("O-10042", "O-10041"), "utf-8")
    for name in ("order_lines", "shipments", "refunds", "returns", "tickets", "entitlements"):
        file = pack / f"rows/{name}.csv"
        file.write_text(file.read_text("utf-8").replace("O-10042", "O-10041"), "utf-8")
    file = changed(tmp_path, "data.yaml", 'refund: "100.00"', 'refund: "30.00"')
    found = what_if(sandbox, file, "last", "--pack", str(pack))
    why = {one["why"] for one in found["unjudged"] if one["tool"] == "issue_refund"}
    assert why == {"rows or tools of the pack have changed since: today deny (default-deny)"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("package policy\nimport rego.v1\ndecisions contains {", "more.rego:3: "),
        (
            "package policy\nimport rego.v1\nf(x) := f(x)\n",
            "recursion: f needs f",
        ),
    ],
)
def test_rules_that_do_not_compile_are_one_line(
    sandbox: Sandbox, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "more.rego"
    file.write_text(text, "utf-8")
    code, out, err = sandbox("check", "policy", "--what-if", str(file))
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_wrong_use_is_one_line(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", "utf-8")
    (tmp_path / "empty").mkdir()
    for words, says in (
        (("no-such.rego",), "there is no file no-such.rego"),
        ((str(tmp_path / "notes.txt"),), "neither rules nor their data"),
        ((str(tmp_path / "empty"),), "empty holds no rules"),
        ((str(POLICY), "--as", "C-0007"), "don't go together"),
        ((str(POLICY), "no-such-session"), "there is no session no-such-session"),
    ):
        code, _, err = sandbox("check", "policy", "--what-if", *words)
        assert code == 2, words
        assert says in err


def test_a_question_is_in_the_json_of_its_hop(sandbox: Sandbox, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text('- {rule: cancel-asks, action: reject, reason: "not today"}\n', "utf-8")
    words = ("-m", "cancel order 10093", "--approve", str(answers), "--json")
    _, out, _ = sandbox("run", *words)
    hops = json.loads(out)["turns"][0]["hops"]
    asked = [hop["question"] for hop in hops if hop["question"]]
    assert len(asked) == 1
    assert asked[0]["arguments"] == {"order_id": "O-10093"}
    assert asked[0]["decision"]["rule"] == "cancel-asks"
    assert (asked[0]["answer"]["action"], asked[0]["answer"]["reason"]) == ("reject", "not today")
