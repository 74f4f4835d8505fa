"""Mistakes that take more than a change of words, and what holds for all of them."""

import pytest

from tests.unit.pack.tiny import Tiny


@pytest.mark.parametrize(
    "name",
    ["schema.yaml", "tools.yaml", "intents.yaml"],
)
def test_a_missing_file_is_named(tiny: Tiny, name: str) -> None:
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


@pytest.mark.parametrize(
    ("file", "broken"),
    [
        ("tools.py", b"def get_thing(world,,): ...\n"),
        ("tools.py", b"import json\n\njson.loads('{')\n"),
        ("tools.py", b"# Gr\xfc\xdfe\n"),
        ("tools.yaml", b"get_thing: [\n"),
        ("tools.yaml", b"# Gr\xfc\xdfe\n"),
        ("schema.yaml", b"tables: [\n"),
        ("schema.yaml", b"# Gr\xfc\xdfe\n"),
        ("intents.yaml", b"intents: [\n"),
        ("intents.yaml", b"# Gr\xfc\xdfe\n"),
        ("procedures/look.md", b"no front matter\n"),
        ("policy/rules.rego", b"# Gr\xfc\xdfe\n"),
        ("rows/people.csv", b"# Gr\xfc\xdfe\n"),
        ("prompts/agent.md.j2", b"# Gr\xfc\xdfe\n"),
        ("domain.yaml", b"# Gr\xfc\xdfe\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_all_that_is_told(
    tiny: Tiny, file: str, broken: bytes
) -> None:
    tiny.write(file, broken)
    assert [(f.file, bool(f.line), "missing" in f.message) for f in tiny.findings()] == [
        (file, True, False)
    ]


def test_a_mistake_in_a_form_comes_before_what_follows_from_it(tiny: Tiny) -> None:
    tiny.swap("tools.yaml", "  service: shop", "  service: shop\n  effect: raed")
    first, *rest = tiny.errors()
    assert (first.file, "effect" in first.message) == ("tools.yaml", True)
    assert "procedures/look.md" in [f.file for f in rest]
    tiny.write("intents.yaml", b"# Gr\xfc\xdfe\n")
    found = tiny.errors()
    assert [f.file for f in found[:2]] == ["intents.yaml", "tools.yaml"]
