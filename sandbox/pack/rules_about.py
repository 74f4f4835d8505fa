"""Which policy rules speak about a tool, read from their text: for lint and for the map.

Rego is read only as far as `input.tool.name`, `.effect` and `.service` are compared with texts,
sets and lists of data.yaml; a rule that compares none of them speaks about every tool.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast, get_args

from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import PolicyVerdict
from sandbox.pack.pack import Pack

_COMMENT: Final = re.compile(r'("(?:[^"\\\n]|\\.)*"|`[^`]*`)|#[^\n]*')
_NAME: Final = re.compile(r"(?:default\s+)?([A-Za-z_]\w*)")
_DECISIONS: Final = "decisions"
_RULE: Final = re.compile(r'"rule"\s*:\s*"([^"\n]*)"')
_VERDICT: Final = re.compile(r'"verdict"\s*:\s*"([^"\n]*)"')
_TEST: Final = re.compile(
    r"(not\s+)?input\.tool\.(name|effect|service)\s*(==|!=|in\b)\s*(\{[^}]*\}|\[[^\]]*\]|\"[^\"\n]*\"|[\w.]+)"
)
_TEXT: Final = re.compile(r'"([^"\n]*)"')

Verdict = PolicyVerdict | Literal[""]
Field = Literal["name", "effect", "service"]


@dataclass(frozen=True)
class _Test:
    """One comparison: the field is, or is not, one of `values`."""

    field: Field
    values: frozenset[str]
    negated: bool

    def holds(self, contract: ToolContract) -> bool:
        return (str(getattr(contract, self.field)) in self.values) != self.negated


@dataclass(frozen=True)
class Rule:
    """One decision of the policy. `verdict` is "" where it is worked out, `rule` likewise."""

    file: str
    line: int
    rule: str
    verdict: Verdict
    tests: tuple[tuple[_Test, ...], ...]

    @property
    def general(self) -> bool:
        """It speaks about every tool, or about all but those that it names."""
        return all(t.negated and t.field == "name" for either in self.tests for t in either)

    def about(self, contract: ToolContract) -> bool:
        """Whether it can apply to calls of this tool."""
        return all(any(test.holds(contract) for test in either) for either in self.tests)


def rules_of(pack: Pack) -> list[Rule]:
    """Every decision in the pack's policy, by file and line."""
    found: list[Rule] = []
    for file, text in sorted(pack.policy.items()):
        for line, statement in _statements(text):
            if _name(statement) == _DECISIONS:
                found.append(_rule(file, line, statement, pack))
    return found


def lets_run(rule: Rule) -> bool:
    """It does not forbid: a call may run by it, at once or after a person's yes."""
    return rule.verdict in ("", "allow", "confirm", "escalate")


def _rule(file: str, line: int, statement: str, pack: Pack) -> Rule:
    rule, verdict = _RULE.search(statement), _VERDICT.search(statement)
    known = get_args(PolicyVerdict)
    said = verdict[1] if verdict and verdict[1] in known else ""
    tests = [(test,) for test in _tests(statement, pack)] + _by_helpers(statement, pack)
    return Rule(file, line, rule[1] if rule else "", cast(Verdict, said), tuple(tests))


def _by_helpers(statement: str, pack: Pack) -> list[tuple[_Test, ...]]:
    """What the rules it calls say of the tool; of several with one name, any of them."""
    body = statement.partition(" if ")[2] or statement
    found: list[tuple[_Test, ...]] = []
    for name, texts in _helpers(pack).items():
        if re.search(rf"(?<![\w.])(?<!not )(?<!\"){re.escape(name)}(?![\w\"])", body):
            each = [tuple(_tests(text, pack)) for text in texts]
            if all(len(tests) == 1 for tests in each):
                found.append(tuple(test for tests in each for test in tests))
    return found


def _helpers(pack: Pack) -> Mapping[str, list[str]]:
    helpers: dict[str, list[str]] = {}
    for text in pack.policy.values():
        for _, statement in _statements(text):
            name = _name(statement)
            if name not in (_DECISIONS, "package", "import", "") and _TEST.search(statement):
                helpers.setdefault(name, []).append(statement)
    return helpers


def _tests(statement: str, pack: Pack) -> Iterator[_Test]:
    for negation, field, operator, values in _TEST.findall(statement):
        known = _values(values, pack)
        if known is not None:
            negated = bool(negation.strip()) != (operator == "!=")
            yield _Test(cast(Field, field), frozenset(known), negated)


def _values(written: str, pack: Pack) -> list[str] | None:
    """The texts that are compared with; None where they can't be told."""
    if written.startswith(('"', "{", "[")):
        return _TEXT.findall(written)
    if written.startswith("data."):
        value: Any = pack.policy_data
        for part in written.split(".")[1:]:
            value = value.get(part) if isinstance(value, Mapping) else None
        return [str(item) for item in value] if isinstance(value, list | tuple | dict) else None
    for text in pack.policy.values():
        for _, statement in _statements(text):
            if re.match(rf"{re.escape(written)}\s*:?=", statement):
                return _TEXT.findall(statement)
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of each statement: it begins at the margin, and a bracket there ends it."""
    code = _COMMENT.sub(lambda found: found[1] or "", text)
    started, lines = 0, list[str]()
    for number, line in enumerate(code.splitlines(), 1):
        begins = bool(line) and not line[0].isspace() and line[0] not in "})]"
        if begins and lines:
            yield started, "\n".join(lines)
            lines = []
        if begins:
            started = number
        if lines or begins:
            lines.append(line)
    if lines:
        yield started, "\n".join(lines)


def _name(statement: str) -> str:
    found = _NAME.match(statement)
    return found[1] if found else ""
