"""Tests beside the rules: run by `sandbox check policy --tests` and by `sandbox lint`."""

import json
from pathlib import Path

import pytest

from sandbox.pack.load import load_pack
from tests.cli.command_line import Sandbox
from tests.own_pack import own_pack

WRONG = """\
- name: somebody else's order
  tool: get_order
  arguments: {order_id: O-10058}
  expect: allow
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack, prompts and all."""
    return own_pack(tmp_path)


def test_the_shipped_tests_pass_and_touch_every_rule(sandbox: Sandbox) -> None:
    code, out, err = sandbox("check", "policy", "--tests", "--json")
    assert (code, err) == (0, "")
    ran = json.loads(out)
    assert all(test["passed"] for test in ran["tests"])
    assert ran["untouched"] == []
    assert {
        test["unreached"] for test in ran["tests"] if not test["name"].startswith("an amou")
    } == {""}


def test_a_failing_test_is_named_with_file_line_expected_and_got(
    sandbox: Sandbox, pack: Path
) -> None:
    (pack / "policy/tests/more.yaml").write_text(f"# more\n{WRONG}", "utf-8")
    code, out, _ = sandbox("check", "policy", "--tests", "--pack", str(pack))
    assert code == 1
    assert "policy/tests/more.yaml:2: somebody else's order" in out
    assert "expected allow\n" in out
    assert "got      deny (own-rows-only): I can only help" in out
    assert "1 failed" in out
    code, out, _ = sandbox("lint", str(pack))
    assert code == 1
    assert (
        'policy/tests/more.yaml:2: error: test "somebody else\'s order": '
        "expected allow, got deny (own-rows-only)"
    ) in out


def test_a_rule_that_no_test_touches_is_hinted(sandbox: Sandbox, pack: Path) -> None:
    (pack / "policy/tests/crm.yaml").unlink()
    code, out, _ = sandbox("lint", str(pack))
    assert code == 0
    assert "policy/crm.rego:7: warning: no test touches the rule 'email-asks'" in out


def test_a_call_that_never_reaches_the_rules_is_told(sandbox: Sandbox, pack: Path) -> None:
    text = WRONG.replace("O-10058", "O-1").replace("expect: allow", "expect: deny")
    (pack / "policy/tests/more.yaml").write_text(text.replace("deny", "allow"), "utf-8")
    code, out, _ = sandbox("check", "policy", "--tests", "--pack", str(pack))
    assert code == 0
    assert "no such call reaches the rules: /order_id: " in out


def test_a_whole_input_can_be_given(sandbox: Sandbox, pack: Path) -> None:
    document = {
        "principal": {"customer": None, "role": "customer", "channel": "chat", "scopes": []},
        "tool": {"name": "x", "service": "orders", "effect": "write", "scopes": []},
        "arguments": {},
        "rows": {},
        "variables": {},
        "counts": {},
        "now": "2026-11-20T09:00:00Z",
    }
    test = [{"name": "raw", "input": document, "expect": {"verdict": "deny"}}]
    (pack / "policy/tests/raw.yaml").write_text(json.dumps(test), "utf-8")
    code, out, _ = sandbox("check", "policy", "--tests", "--pack", str(pack), "--json")
    assert code == 0
    raw = next(one for one in json.loads(out)["tests"] if one["name"] == "raw")
    assert raw["got"]["rule"] == "identify-first"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: x\n", "has to be a list of tests"),
        ("- name: x\n  tool: get_ordr\n  expect: deny\n", "there is no tool get_ordr"),
        ("- name: x\n  tool: get_order\n  expect: maybe\n", "expect.verdict is 'maybe'"),
        ("- name: x\n  expect: deny\n", "either a tool or a whole input"),
        ("- name: x\n  tool: get_order\n  as: C-99\n  expect: deny\n", "there is no customer C-99"),
        (
            "- name: x\n  tool: get_order\n  argument: {}\n  expect: deny\n",
            "unknown key 'argument'",
        ),
        ("- name: [\n", "not YAML"),
    ],
)
def test_a_test_that_is_none_is_a_finding_with_its_line(
    sandbox: Sandbox, pack: Path, text: str, says: str
) -> None:
    (pack / "policy/tests/more.yaml").write_text(text, "utf-8")
    code, out, _ = sandbox("lint", str(pack))
    assert code == 1
    assert "policy/tests/more.yaml:" in out
    assert says in out


def test_tests_are_no_part_of_the_pack(pack: Path) -> None:
    before = load_pack(str(pack)).digests
    (pack / "policy/tests/more.yaml").write_text(WRONG, "utf-8")
    assert load_pack(str(pack)).digests == before


def test_wrong_use_is_one_line(sandbox: Sandbox) -> None:
    for words in (
        ("--tests", "get_order"),
        ("--tests", "--what-if", "x"),
        ("--tests", "--as", "x"),
    ):
        code, _, err = sandbox("check", "policy", *words)
        assert code == 2
        assert "--tests and " in err
