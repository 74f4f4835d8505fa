"""`--approve FILE`: answers with conditions, edits, and what is wrong with a file."""

from pathlib import Path

import pytest

from sandbox.cli.approvals import approvals
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.verdict import Approval, Decision
from sandbox.ports import Question


async def answer(file: Path, text: str, rule: str = "limit", **arguments: JSON) -> Approval:
    file.write_text(text, "utf-8")
    decision = Decision(verdict="confirm", rule=rule)
    question = Question(
        tool="pay", subject="bank.pay", arguments=arguments, decision=decision, turn=1, hop=2
    )
    return await approvals(str(file)).confirm(question)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.yaml"


async def test_a_mapping_answers_by_rule_then_by_tool(file: Path) -> None:
    text = "pay: reject\nlimit: approve\n"
    assert (await answer(file, text)).action == "approve"
    assert (await answer(file, text, rule="other")).action == "reject"
    assert (await answer(file, text)).by == "answers.yaml"


async def test_what_no_answer_is_about_is_rejected_and_said(file: Path) -> None:
    found = await answer(file, "other: approve\n")
    assert (found.action, found.reason) == (
        "reject",
        "answers.yaml does not name this rule or tool",
    )
    found = await answer(file, "limit: {action: approve, max: {amount: 5}}\n", amount="6.00")
    assert found.reason == "answers.yaml has no answer for these arguments"


@pytest.mark.parametrize(
    ("amount", "action"),
    [("99.99", "approve"), ("100", "approve"), (100, "approve"), ("100.01", "edit"), ("x", "edit")],
)
async def test_the_first_answer_whose_conditions_hold_counts(
    file: Path, amount: JSON, action: str
) -> None:
    text = (
        "- {rule: limit, max: {amount: 100.00}, action: approve}\n"
        '- {rule: limit, action: edit, set: {amount: "90.00"}, reason: too much}\n'
    )
    found = await answer(file, text, amount=amount, line=1)
    assert found.action == action
    if action == "edit":
        assert found.arguments == {"amount": "90.00", "line": 1}
        assert found.reason == "too much"


async def test_an_approval_may_hold_for_the_session(file: Path) -> None:
    found = await answer(file, "limit: {action: approve, session: true}\n")
    assert (found.action, found.scope) == ("approve", "session")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limit: perhaps\n", "answers.yaml:1: limit: action is 'perhaps'"),
        ("- {rule: limit, action: edit}\n", "edit and set belong together"),
        ("- {rule: limit, action: reject, session: true}\n", "only an approval"),
        ("- {rule: limit, action: approve, max: {amount: lots}}\n", "max of amount is no number"),
        ("- {rule: limit, action: approve, min: 3}\n", "unknown key 'min'"),
        ("just words\n", "not a list or mapping of answers"),
        ("", "not a list or mapping of answers"),
        ("a: [\n", "not YAML"),
    ],
)
async def test_a_file_that_is_none_is_one_line(file: Path, text: str, says: str) -> None:
    with pytest.raises(SandboxError) as error:
        await answer(file, text)
    assert error.value.code == 2
    assert says in str(error.value)
    assert "\n" not in str(error.value)
