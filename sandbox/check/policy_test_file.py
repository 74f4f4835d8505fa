"""`policy/tests/*.yaml`: calls, and what the rules have to say of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from sandbox.domain.verdict import PolicyVerdict
from sandbox.pack.digest import POLICY_TESTS
from sandbox.pack.finding import Report, nearest
from sandbox.pack.pack import Pack
from sandbox.pack.shape import Form, read_form
from sandbox.pack.yaml_text import read_yaml


class ExpectForm(Form):
    """`rule` "" = whichever gives the verdict."""

    verdict: PolicyVerdict
    rule: str = ""


class TestForm(Form):
    """One test; see docs/policy.md.

    A call of `tool` on the seed rows, as the pack's principal where nothing else is said: `as_`
    (written `as`) is a customer or `nobody`. `rows` replaces columns of the row that an argument
    names, null takes the row away. `input` in place of all that is a whole policy input.
    """

    __test__ = False

    name: str
    tool: str = ""
    arguments: dict[str, Any] = Field(default_factory=dict)
    as_: str = Field(default="", alias="as")
    role: str = ""
    channel: str = ""
    scopes: tuple[str, ...] | None = None
    variables: dict[str, Any] = Field(default_factory=dict)
    counts: dict[str, int] = Field(default_factory=dict)
    rows: dict[str, dict[str, Any] | None] = Field(default_factory=dict)
    now: str = ""
    input: dict[str, Any] | None = None
    expect: ExpectForm


@dataclass(frozen=True)
class PolicyTest:
    """One test and where it stands."""

    file: str
    line: int
    form: TestForm


def read_tests(pack: Pack, report: Report) -> list[PolicyTest]:
    """Every test beside the rules of a pack, by file; what is wrong with one goes to `report`."""
    folder = pack.root / POLICY_TESTS
    found: list[PolicyTest] = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        found.extend(_tests_in(path, f"{POLICY_TESTS}{path.name}", pack, report))
    return found


def _tests_in(path: Path, file: str, pack: Pack, report: Report) -> Iterator[PolicyTest]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        report.unread(file, "can't be read as UTF-8")
        return
    located = read_yaml(file, text, report)
    if located is None or located.data is None:
        return
    if not isinstance(located.data, list):
        report.unread(file, "has to be a list of tests", 1, "each begins with `- name: …`")
        return
    for number, item in enumerate(located.data):
        line, what = located.line(number), f"test {number + 1}"
        form = read_form(TestForm, _whole(item), located, report, (number,), what)
        if form is None:
            continue
        if problem := _problem(form, pack):
            message, hint = problem
            report.error(file, f"test {form.name!r}: {message}", line, hint)
            continue
        yield PolicyTest(file, line, form)


def _whole(item: Any) -> Any:
    """`expect: deny` is short for `expect: {verdict: deny}`."""
    if isinstance(item, dict) and isinstance(item.get("expect"), str):
        return {**item, "expect": {"verdict": item["expect"]}}
    return item


def _problem(form: TestForm, pack: Pack) -> tuple[str, str] | None:
    """(what is wrong, what to do) with a test that is well formed; None if it can be run."""
    if (form.input is None) == (not form.tool):
        return "has to have either a tool or a whole input", "tool: issue_refund"
    if form.input is not None:
        return None
    if form.tool not in pack.contracts:
        return f"there is no tool {form.tool}", nearest(form.tool, pack.contracts)
    table = pack.tables.get(pack.customer_table)
    if form.as_ not in ("", "nobody") and table is not None:
        keys = [str(row[table.key]) for row in pack.rows.get(table.name, ())]
        if form.as_ not in keys:
            return f"there is no customer {form.as_}", nearest(form.as_, keys)
    return None
