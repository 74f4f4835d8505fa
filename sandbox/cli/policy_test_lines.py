"""What the tests beside a pack's rules came to: for people, and as data."""

from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli.output import counted
from sandbox.domain.base import JSON

if TYPE_CHECKING:
    from sandbox.check.policy_tests import Ran


def test_lines(ran: "Ran", root: Path) -> list[str]:
    """Each test that fails, rules that none touches, and the sum."""
    from sandbox.check.policy_tests import words
    from sandbox.pack.find import path_from_here

    def at(file: str, line: int) -> str:
        return f"{path_from_here(root, file)}:{line}"

    lines = [f"{at(f.file, f.line)}: {f.message}" for f in ran.findings]
    for test in ran.failed:
        lines.append(f"{at(test.file, test.line)}: {test.name}")
        lines.append(f"  expected {words(test.expected)}")
        lines.append(f"  got      {words(test.got)}: {test.got.reason}")
    for test in ran.tests:
        if test.passed and test.unreached:
            where = at(test.file, test.line)
            lines.append(f"{where}: {test.name}: no such call reaches the rules: {test.unreached}")
    lines += [f"{at(file, line)}: no test touches {rule}" for file, line, rule in ran.untouched]
    touched = f"{ran.rules - len({rule for _, _, rule in ran.untouched})} of {ran.rules} rules"
    failed = f"{len(ran.failed)} failed" if ran.failed else "all pass"
    if not ran.tests:
        return [*lines, "no tests: write some in policy/tests/*.yaml"]
    return [*lines, f"{counted(len(ran.tests), 'test')}, {failed} · {touched} touched"]


def test_data(ran: "Ran") -> dict[str, JSON]:
    """All tests with what was expected and got, and the rules that none touches."""
    tests: list[JSON] = [
        {**test.model_dump(mode="json"), "passed": test.passed} for test in ran.tests
    ]
    untouched: list[JSON] = [
        {"file": file, "line": line, "rule": rule} for file, line, rule in ran.untouched
    ]
    findings: list[JSON] = [finding.model_dump(mode="json") for finding in ran.findings]
    return {"tests": tests, "untouched": untouched, "rules": ran.rules, "findings": findings}
