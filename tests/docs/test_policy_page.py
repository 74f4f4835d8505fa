"""The commands in docs/policy.md print what the page says, and its YAML is read."""

import re
from pathlib import Path

import pytest
import yaml

from sandbox.cli.approvals import approvals
from sandbox.pack.load import load_pack
from tests.docs.conftest import Shell

TEXT = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
YAML = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def _told(block: str) -> list[tuple[str, list[str]]]:
    """Each command with the lines below it."""
    told: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            told.append((line[2:], []))
        else:
            told[-1][1].append(line)
    return told


@pytest.mark.parametrize("number", range(len(CONSOLE)))
def test_a_command_prints_what_the_page_shows(number: int, shell: Shell) -> None:
    for command, lines in _told(CONSOLE[number]):
        printed = shell(command)
        assert printed.returncode in (0, 1), printed.stderr
        assert printed.stdout.splitlines()[: len(lines)] == lines


def test_domain_settings_of_the_page_make_a_pack(clone: Path) -> None:
    domain = clone / "fixtures/brightcart/domain.yaml"
    text = domain.read_text("utf-8")
    cut = re.sub(r"(?ms)^(roles|policy):.*?(?=^\S)", "", text)
    assert cut != text
    found = [yaml.safe_load(one) for one in YAML]
    roles = next(one["roles"] for one in found if "roles" in one)
    policy: dict[str, object] = {}
    for one in found:
        policy |= one.get("policy", {}) if isinstance(one, dict) else {}
    assert set(policy) == {"counts", "answer_within", "opa", "timeout"}
    domain.write_text(cut + yaml.safe_dump({"roles": roles, "policy": policy}), "utf-8")
    pack = load_pack(str(domain.parent))
    assert (pack.answer_within, pack.opa_timeout) == (300, 2)
    assert set(pack.roles) == {"customer", "trainee", "auditor"}


def test_tests_and_answers_of_the_page_are_read(clone: Path, shell: Shell) -> None:
    tests = next(one for one in YAML if "expect: escalate" in one)
    (clone / "fixtures/brightcart/policy/tests/page.yaml").write_text(tests, "utf-8")
    ran = shell("sandbox check policy --tests")
    assert "37 tests, all pass" in ran.stdout, ran.stdout + ran.stderr
    answers = clone / "answers.yaml"
    answers.write_text(next(one for one in YAML if "action: edit" in one), "utf-8")
    assert approvals(str(answers))
