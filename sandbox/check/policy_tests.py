"""Runs the tests beside a pack's rules, and says which rules none of them touches."""

from collections.abc import Iterator, Sequence

from sandbox.check.policy_test_file import PolicyTest, read_tests
from sandbox.check.seed import SeedRows
from sandbox.domain.base import JSON, Frozen
from sandbox.domain.verdict import Decision
from sandbox.hops.policy import Judgement, decided, policy_document
from sandbox.log.fold import Session
from sandbox.pack.finding import Finding, Report
from sandbox.pack.pack import Pack
from sandbox.pack.rules_about import Rule, rules_of
from sandbox.policy.decision import most_severe
from sandbox.policy.errors import PolicyError
from sandbox.policy.trial import judge_apart
from sandbox.tools.arguments import check_arguments


class Tested(Frozen):
    """One test that was run. `fired`: every rule that spoke, and not only the one that counts.

    `unreached`: why no such call would come as far as the rules, "" if it would.
    """

    name: str
    file: str
    line: int
    expected: Decision
    got: Decision
    fired: tuple[str, ...] = ()
    unreached: str = ""

    @property
    def passed(self) -> bool:
        """Whether the verdict is the expected one, by the expected rule if one is named."""
        rule = self.expected.rule
        return self.expected.verdict == self.got.verdict and rule in ("", self.got.rule)


class Ran(Frozen):
    """All tests of a pack. `untouched`: (file, line, rule) of rules that fired in none of them."""

    tests: tuple[Tested, ...] = ()
    untouched: tuple[tuple[str, int, str], ...] = ()
    rules: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> tuple[Tested, ...]:
        return tuple(test for test in self.tests if not test.passed)


def run_tests(pack: Pack) -> Ran:
    """Judges every test in a child process. Raises `PolicyError` for rules that don't compile."""
    report = Report()
    tests = read_tests(pack, report)
    seed = SeedRows(pack)
    prepared = [_prepared(test, pack, seed) for test in tests]
    said = judge_apart(pack.policy, [document for document, _ in prepared], pack.policy_data)
    ran = tuple(
        _tested(test, document, judgement, decisions, seed)
        for test, (document, judgement), decisions in zip(tests, prepared, said, strict=True)
    )
    rules = [rule for rule in rules_of(pack) if rule.rule]
    return Ran(
        tests=ran,
        untouched=_untouched(rules, ran),
        rules=len({rule.rule for rule in rules}),
        findings=tuple(report.in_order()),
    )


def look(pack: Pack) -> Iterator[Finding]:
    """For `sandbox lint`: failing tests are errors, rules that no test touches are hinted."""
    try:
        ran = run_tests(pack)
    except PolicyError:
        return  # it is told of as what is wrong with the rules
    yield from ran.findings
    for test in ran.tests:
        if not test.passed:
            message = f"test {test.name!r}: expected {words(test.expected)}, got {words(test.got)}"
            hint = "check the rule or the test; sandbox check policy --tests runs them"
            yield Finding(file=test.file, line=test.line, message=message, hint=hint)
        elif test.unreached:
            message = f"test {test.name!r}: no such call reaches the rules: {test.unreached}"
            yield Finding(file=test.file, line=test.line, message=message, severity="warning")
    for file, line, rule in ran.untouched if ran.tests else ():
        message = f"no test touches the rule {rule!r}"
        hint = "add one in policy/tests/"
        yield Finding(file=file, line=line, message=message, hint=hint, severity="warning")


def words(decision: Decision) -> str:
    """`deny (own-rows-only)`."""
    return f"{decision.verdict} ({decision.rule})" if decision.rule else decision.verdict


def _prepared(
    test: PolicyTest, pack: Pack, seed: SeedRows
) -> tuple[dict[str, JSON], Judgement | None]:
    form = test.form
    if form.input is not None:
        return form.input, None
    session = Session()
    customer = {"": pack.principal.customer, "nobody": ""}.get(form.as_, form.as_)
    given = {"role": form.role, "channel": form.channel, "scopes": form.scopes}
    changed = {name: value for name, value in given.items() if value not in ("", None)}
    session.principal = pack.principal.model_copy(update={"customer": customer, **changed})
    judgement = Judgement(
        contract=pack.contracts[form.tool],
        arguments=form.arguments,
        session=session,
        pack=pack,
        counts=form.counts,
    )
    document = policy_document(judgement, seed, form.now or pack.now)
    rows = document["rows"]
    assert isinstance(rows, dict)
    for argument, columns in form.rows.items():
        if columns is None:
            rows.pop(argument, None)
        else:
            rows[argument] = {"_owner": None, **rows.get(argument, {}), **columns}
    return {**document, "variables": form.variables}, judgement


def _tested(
    test: PolicyTest,
    document: dict[str, JSON],
    judgement: Judgement | None,
    decisions: Sequence[Decision],
    seed: SeedRows,
) -> Tested:
    form, got = test.form, most_severe(decisions)
    unreached = ""
    if judgement is not None:
        got = decided(document, judgement, lambda _: most_severe(decisions))
        tables = judgement.pack.tables
        # Rows that the test itself sets are not the seed's, and states are what it tests.
        problems = check_arguments(judgement.contract, form.arguments, seed, tables)
        wrong = [one for one in problems if one.rule != "precondition"] if not form.rows else []
        unreached = f"{wrong[0].pointer or 'the call'}: {wrong[0].rule}" if wrong else ""
    return Tested(
        name=form.name,
        file=test.file,
        line=test.line,
        expected=Decision(verdict=form.expect.verdict, rule=form.expect.rule),
        got=got,
        fired=tuple(sorted({one.rule for one in decisions})),
        unreached=unreached,
    )


def _untouched(rules: Sequence[Rule], ran: Sequence[Tested]) -> tuple[tuple[str, int, str], ...]:
    fired = {rule for test in ran for rule in test.fired}
    silent = {(rule.rule, rule.file, rule.line) for rule in rules if rule.rule not in fired}
    return tuple(sorted((file, line, rule) for rule, file, line in silent))
