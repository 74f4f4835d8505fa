"""What lint says of rules: they are compiled in a child, and verdicts are words that there are."""

from pathlib import Path

import pytest

from sandbox.pack.lint import lint_pack
from sandbox.policy.lint import look
from tests.unit.pack.tiny import Tiny, lock

RULES = "policy/rules.rego"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    pack = Tiny(tmp_path / "fixtures" / "tiny")
    lock(pack)
    return pack


def test_rules_in_order_have_no_finding(tiny: Tiny) -> None:
    assert lint_pack(tiny.root, [look]) == []


def test_rules_that_do_not_compile_are_named_by_file_and_line(tiny: Tiny) -> None:
    text = (tiny.root / RULES).read_text("utf-8")
    tiny.write(RULES, text + "garbage {{\n")
    (found,) = lint_pack(tiny.root, [look])
    assert found.severity == "error"
    assert (found.file, found.line) == (RULES, text.count("\n") + 1)


def test_a_verdict_that_there_is_not_is_named_with_the_nearest(tiny: Tiny) -> None:
    tiny.swap(RULES, '"verdict": "allow"', '"verdict": "confrm"')
    (found,) = lint_pack(tiny.root, [look])
    assert (found.where, found.hint) == (f"{RULES}:5", "did you mean confirm?")


def test_a_verdict_in_a_comment_or_a_text_counts_for_nothing(tiny: Tiny) -> None:
    tiny.swap(RULES, "decisions contains", '# "verdict": "perhaps"\ndecisions contains')
    tiny.swap(RULES, '"rule": "all"', '"rule": "all", "reason": "no. # one"')
    assert lint_pack(tiny.root, [look]) == []


def test_rules_that_could_not_be_read_are_not_tried(tiny: Tiny) -> None:
    tiny.write("policy/more.rego", b"package policy\n# Gr\xfc\xdfe\n")
    tiny.swap(RULES, "input.tool.effect in", "helped; input.tool.effect in")
    assert [f.message for f in lint_pack(tiny.root, [look])] == ["is not UTF-8"]
