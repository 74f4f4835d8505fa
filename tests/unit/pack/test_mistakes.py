"""Every mistake in a pack names its file, its line, what is wrong and what to do."""

import pytest

from tests.unit.pack.tiny import Tiny

Case = tuple[str, str, str, str, str, str]

SWAPS: dict[str, Case] = {
    # name: (file, old, new, file of the finding, part of message, part of hint)
    "an unknown key": (
        "domain.yaml",
        "title:",
        "titel: Tiny\ntitle:",
        "domain.yaml",
        "titel",
        "title",
    ),
    "a missing key": (
        "domain.yaml",
        "title: Tiny\n",
        "",
        "domain.yaml",
        "'title' is missing",
        "add",
    ),
    "a version that is a number": (
        "domain.yaml",
        '"1"',
        "1.10",
        "domain.yaml",
        "version",
        "quotes",
    ),
    "a time without a zone": ("domain.yaml", "05Z", "05", "domain.yaml", "now", "2026-11-20T09"),
    "a name with spaces": (
        "domain.yaml",
        "name: tiny",
        "name: A b",
        "domain.yaml",
        "name",
        "small",
    ),
    "no such customer table": (
        "domain.yaml",
        "table: people",
        "table: peeple",
        "domain.yaml",
        "no table",
        "people",
    ),
    "no such principal": ("domain.yaml", "P-01", "P-99", "domain.yaml", "P-99", "P-01"),
    "broken YAML": (
        "schema.yaml",
        "columns:\n      id: text\n      name",
        "columns: [\n      name",
        "schema.yaml",
        "not YAML",
        "",
    ),
    "an unknown type": (
        "schema.yaml",
        "weight: real",
        "weight: float",
        "schema.yaml",
        "float",
        "'text'",
    ),
    "an unknown kind of personal data": (
        "schema.yaml",
        "personal: name",
        "personal: nam",
        "schema.yaml",
        "nam",
        "'name'",
    ),
    "money with a fraction": (
        "schema.yaml",
        "price_minor: {type: integer",
        "price_minor: {type: real",
        "schema.yaml",
        "minor units",
        "4990",
    ),
    "an owner that is no column": (
        "schema.yaml",
        "owner: person_id",
        "owner: person",
        "schema.yaml",
        "owner",
        "person_id",
    ),
    "a reference to no table": (
        "schema.yaml",
        "references: people",
        "references: pepole",
        "schema.yaml",
        "pepole",
        "people",
    ),
    "an unknown column": (
        "rows/people.csv",
        "email",
        "e_mail",
        "rows/people.csv",
        "e_mail",
        "email",
    ),
    "a missing column": (
        "rows/people.csv",
        "id,name,email\nP-01,Ada Prong,",
        "id,email\nP-01,",
        "rows/people.csv",
        "'name' is missing",
        "",
    ),
    "a key given twice": ("rows/people.csv", "P-02", "P-01", "rows/people.csv", "line 2", ""),
    "a required cell that is empty": (
        "rows/people.csv",
        "Bo Quill",
        "",
        "rows/people.csv",
        "required",
        "",
    ),
    "a key of another shape": ("rows/things.csv", "X-002", "X2", "rows/things.csv", "X-000", ""),
    "cents with a point": ("rows/things.csv", "1990", "19.90", "rows/things.csv", "4990", ""),
    "no choice": ("rows/things.csv", "open", "ajar", "rows/things.csv", "open, shut", ""),
    "no truth": ("rows/things.csv", "false", "no", "rows/things.csv", "neither true nor", ""),
    "no number": ("rows/things.csv", "1.5", "heavy", "rows/things.csv", "no number", ""),
    "a row that references nothing": (
        "rows/things.csv",
        "P-02",
        "P-09",
        "rows/things.csv",
        "no key of people",
        "",
    ),
    "a comma too many": (
        "rows/people.csv",
        "Ada Prong",
        "Prong, Ada",
        "rows/people.csv",
        "4 cells",
        "quotes",
    ),
    "a quote that is open": (
        "rows/people.csv",
        "Bo Quill",
        '"Bo Quill',
        "rows/people.csv",
        "not CSV",
        "quotes",
    ),
    "no such effect": (
        "tools.yaml",
        "effect: write",
        "effect: writes",
        "tools.yaml",
        "writes",
        "'write'",
    ),
    "no such service": (
        "tools.yaml",
        "service: shop",
        "service: shopp",
        "tools.yaml",
        "shopp",
        "shop",
    ),
    "a reference from no argument": (
        "tools.yaml",
        "{thing_id: things}",
        "{thing: things}",
        "tools.yaml",
        "no argument",
        "thing_id",
    ),
    "a reference into no table": (
        "tools.yaml",
        "{thing_id: things}",
        "{thing_id: thing}",
        "tools.yaml",
        "no table",
        "things",
    ),
    "idempotency by no argument": (
        "tools.yaml",
        "idempotency: [reason]",
        "idempotency: [why]",
        "tools.yaml",
        "'why'",
        "reason",
    ),
    "a schema that is none": (
        "tools.yaml",
        "thing_id: {type: string}",
        "thing_id: {type: text}",
        "tools.yaml",
        "get_thing: arguments/properties/thing_id/type",
        "json-schema.org",
    ),
    "a keyword that is none": (
        "tools.yaml",
        "thing_id: {type: string}",
        "thing_id: {type: string, maxlength: 3}",
        "tools.yaml",
        "/properties/thing_id/maxlength is no keyword",
        "maxLength",
    ),
    "a pattern that is none": (
        "tools.yaml",
        "thing_id: {type: string}",
        "thing_id: {type: string, pattern: '['}",
        "tools.yaml",
        "regex",
        "",
    ),
    "arguments that are no object": (
        "tools.yaml",
        "type: object\n    required: [thing_id]",
        "type: array\n    required: [thing_id]",
        "tools.yaml",
        "object",
        "type: object",
    ),
    "an intent without its procedure": (
        "intents.yaml",
        "procedure: look",
        "procedure: lok",
        "intents.yaml",
        "'lok'",
        "look",
    ),
    "an intent without examples": (
        "intents.yaml",
        "[show it, show me the thing, where is it, what is it, look at it]",
        "[]",
        "intents.yaml",
        "no examples",
        "five",
    ),
    "a call of an unknown tool": (
        "procedures/look.md",
        "call get_thing(",
        "call get_think(",
        "procedures/look.md",
        "get_think",
        "get_thing",
    ),
    "a call without a needed argument": (
        "procedures/look.md",
        "get_thing(thing_id)",
        "get_thing()",
        "procedures/look.md",
        "needs the argument",
        "thing_id=",
    ),
    "a call with an unknown argument": (
        "procedures/look.md",
        "get_thing(thing_id)",
        "get_thing(thing_id, colour=1)",
        "procedures/look.md",
        "colour",
        "thing_id",
    ),
    "a field that the result does not have": (
        "procedures/look.md",
        "{get_thing.state}",
        "{get_thing.staet}",
        "procedures/look.md",
        "staet",
        "state",
    ),
    "a question for an undeclared variable": (
        "procedures/look.md",
        "ask thing_id",
        "ask thing",
        "procedures/look.md",
        "'thing'",
        "thing_id",
    ),
    "a step that is none": (
        "procedures/look.md",
        "ask thing_id",
        "aks thing_id",
        "procedures/look.md",
        "aks",
        "docs/procedures.md",
    ),
    "a procedure for no intent": (
        "procedures/look.md",
        "intent: look",
        "intent: luck",
        "procedures/look.md",
        "luck",
        "look",
    ),
    "a row without a table": (
        "procedures/look.md",
        "table: things, ",
        "",
        "procedures/look.md",
        "table",
        "",
    ),
    "choices without a choice": (
        "procedures/look.md",
        "table: things, ",
        "table: things, choices: {a: [b]}, ",
        "procedures/look.md",
        "choices",
        "",
    ),
    "front matter that stays open": (
        "procedures/look.md",
        "---\n\nBe brief",
        "\nBe brief",
        "procedures/look.md",
        "not closed",
        "---",
    ),
    "a policy in another package": (
        "policy/rules.rego",
        "package policy",
        "package rules",
        "policy/rules.rego",
        "package",
        "package policy",
    ),
    "an article without text": (
        "knowledge/care.md",
        "Wipe it with a cloth.",
        "",
        "knowledge/care.md",
        "no text",
        "",
    ),
    "a prompt with another id": (
        "prompts/agent.md.j2",
        "id: agent",
        "id: agnet",
        "prompts/agent.md.j2",
        "agnet",
        "id: agent",
    ),
    "a function without a contract": (
        "tools.py",
        "def hand_off(world",
        "def hand_on(world",
        "tools.py",
        "hand_on has no contract",
        "hand_off",
    ),
}

ELSEWHERE = {
    # Where the mistake shows on another line than the first one that was changed.
    "a missing key": 1,
    "broken YAML": 9,
    "arguments that are no object": 5,
    "an intent without examples": 2,
    "a procedure for no intent": 1,
    "front matter that stays open": 1,
    "an article without text": 6,
    "a function without a contract": 9,
}


@pytest.mark.parametrize("name", SWAPS)
def test_a_mistake_is_named_with_file_line_and_hint(tiny: Tiny, name: str) -> None:
    file, old, new, where, message, hint = SWAPS[name]
    before = (tiny.root / file).read_text()
    after = (tiny.swap(file, old, new).root / file).read_text()
    line = ELSEWHERE.get(name) or _first_difference(before, after)
    found = [f for f in tiny.errors() if f.file == where and f.line == line]
    assert found, tiny.errors()
    assert any(message in f.message and hint in f.hint for f in found), found


@pytest.mark.parametrize(
    "name",
    ["domain.yaml", "schema.yaml", "tools.yaml", "intents.yaml"],
)
def test_a_missing_file_is_named(tiny: Tiny, name: str) -> None:
    if name == "domain.yaml":
        pytest.skip("a folder without domain.yaml is no pack")
    assert (name, "is missing") in [(f.file, f.message) for f in tiny.drop(name).errors()]


def test_python_that_does_not_compile_is_named_by_line(tiny: Tiny) -> None:
    tiny.swap("tools.py", "def get_thing(world", "def get_thing(world,,")
    found = [f for f in tiny.errors() if f.file == "tools.py"]
    assert [(f.line, f.message.split(":")[0]) for f in found] == [(5, "not Python")]


def test_python_that_fails_on_import_is_named_by_its_own_line(tiny: Tiny) -> None:
    tiny.write("tools.py", "import json\n\njson.loads('{')\n")
    found = next(f for f in tiny.errors() if f.file == "tools.py")
    assert (found.line, found.message.split(" ")[0]) == (3, "JSONDecodeError")


def test_a_contract_without_a_function_is_named(tiny: Tiny) -> None:
    tiny.swap("tools.py", "@tool\ndef hand_off", "def hand_off")
    found = tiny.only_error()
    assert (found.file, found.line) == ("tools.yaml", 15)
    assert found.message == "tool hand_off has no function"
    assert "tools.py" in found.hint


def test_a_precondition_reads_columns_of_the_referenced_row_only(tiny: Tiny) -> None:
    tiny.swap(
        "tools.yaml", "  arguments:", "  preconditions: ['row.stat == \"open\"']\n  arguments:"
    )
    first = tiny.errors()[0]
    assert (first.line, first.hint) == (5, "did you mean row.state?")


def test_a_precondition_that_is_no_condition_is_named(tiny: Tiny) -> None:
    tiny.swap(
        "tools.yaml",
        "  references: {thing_id: things}",
        "  references: {thing_id: things}\n  preconditions: ['row.state = \"open\"']",
    )
    found = tiny.only_error()
    assert found.line == 5
    assert "use ==" in found.message


def test_tables_that_reference_each_other_in_a_ring_are_refused(tiny: Tiny) -> None:
    tiny.swap("schema.yaml", "email: {personal: email}", "email: {references: things}")
    assert "ring: people, things" in [
        f.message.removeprefix("tables reference each other in a ") for f in tiny.errors()
    ]


def test_text_that_is_not_utf8_is_named_by_line(tiny: Tiny) -> None:
    tiny.write("knowledge/care.md", b"---\nid: care\ntitle: Care\n---\nGr\xfc\xdfe\n")
    found = tiny.only_error()
    assert (found.where, found.message) == ("knowledge/care.md:5", "is not UTF-8")


def test_several_mistakes_are_all_found_at_once(tiny: Tiny) -> None:
    tiny.swap("domain.yaml", "region: DE", "region: Germany")
    tiny.swap("rows/things.csv", "1990", "19.90")
    tiny.swap("procedures/look.md", "call get_thing(", "call get_think(")
    files = {finding.file for finding in tiny.errors()}
    assert {"domain.yaml", "rows/things.csv", "procedures/look.md"} <= files


def test_a_cell_over_two_lines_does_not_shift_the_lines_of_findings(tiny: Tiny) -> None:
    tiny.write("rows/people.csv", 'id,name,email\nP-01,"Ada\nProng",\nP-02,,\n')
    assert [f.line for f in tiny.errors()] == [4]


def test_a_finding_never_names_a_path_of_the_machine(tiny: Tiny) -> None:
    for name in ("domain.yaml", "schema.yaml", "tools.yaml", "tools.py", "procedures/look.md"):
        tiny.write(name, "\0: [")
    assert not [f for f in tiny.findings() if str(tiny.root.parent) in f"{f.message} {f.hint}"]


def _first_difference(before: str, after: str) -> int:
    """The number of the first line that differs."""
    lines = zip(before.splitlines(), after.splitlines(), strict=False)
    return next(n for n, (old, new) in enumerate(lines, 1) if old != new)
