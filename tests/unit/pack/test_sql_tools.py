"""`sql:` in tools.yaml: what is refused when the pack is loaded, and how it is told."""

from pathlib import Path

import pytest

from sandbox.pack.load import load_pack
from sandbox.pack.sql_body import SqlTool
from tests.unit.pack.tiny import Tiny

PLAIN = "service: shop"
READ = """    SELECT state
    FROM things WHERE id = :thing_id"""


def with_sql(tiny: Tiny, body: str, tool: str = "get_thing") -> Tiny:
    """The tiny pack whose `tool` has this body, indented by four, and no function."""
    text = (tiny.root / "tools.yaml").read_text("utf-8")
    head, _, tail = text.partition(f"{tool}:\n")
    (tiny.root / "tools.yaml").write_text(f"{head}{tool}:\n  sql:{body}\n{tail}", "utf-8")
    code = (tiny.root / "tools.py").read_text("utf-8")
    kept = [part for part in code.split("@tool") if f"def {tool}" not in part]
    (tiny.root / "tools.py").write_text("@tool".join(kept), "utf-8")
    return tiny


def test_a_text_alone_is_the_whole_body(tiny: Tiny) -> None:
    with_sql(tiny, f" |\n{READ}")
    assert tiny.findings() == []
    assert isinstance(load_pack(str(tiny.root)).functions["get_thing"], SqlTool)


def test_quoted_names_texts_and_comments_are_told_apart(tiny: Tiny) -> None:
    body = """ |
    -- "a comment"
    SELECT "state" AS "of", '"text"' || "state" AS state /* "more" */
    FROM "things" ORDER BY "of\""""
    tiny.swap("tools.yaml", "state: {type: string}", "state: {type: string}\n      of: {}")
    with_sql(tiny, body)
    assert tiny.errors() == []


def test_a_pack_needs_no_python(tiny: Tiny) -> None:
    with_sql(tiny, f" |\n{READ}")
    with_sql(
        tiny,
        """
    reads: [people]
    steps:
      - update: UPDATE people SET email = 'gone@example.com' WHERE id = :customer
    one: SELECT id AS case_id FROM people WHERE id = :customer""",
        "hand_off",
    )
    (tiny.root / "tools.py").unlink()
    assert tiny.findings() == []


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        (" SELECT sate FROM things", 2, "tool get_thing: no such column: sate"),
        (" |\n    SELECT state\n    FRM things", 4, 'near "things": syntax error'),
        (" SELECT state FROM thinks", 2, "no such table: thinks"),
        (" |\n    SELECT state FROM things\n    WHERE id = :thing", 4, "there is no value :thing"),
        (" SELECT state FROM things WHERE id = ?", 2, "write :name, not ?"),
        (" SELECT state FROM things; DROP TABLE things", 2, "one statement at a time"),
        (" PRAGMA table_info(things)", 2, "has to begin with SELECT"),
        (" ATTACH 'other.db' AS other", 2, "has to begin with SELECT"),
        (" DELETE FROM things RETURNING state", 2, "has to begin with SELECT"),
        (" WITH x AS (SELECT 1) DELETE FROM things RETURNING state", 2, "a SELECT may only select"),
        (" SELECT name AS state FROM pragma_table_info('things')", 2, "a SELECT may only"),
        (" SELECT name AS state FROM sqlite_master", 2, "may not read sqlite_master"),
        (" SELECT key AS state FROM _ledger", 2, "no such table: _ledger"),
        (" SELECT name AS state FROM people", 2, "may not read people, a table of crm"),
        (' SELECT state FROM things WHERE state = "opne"', 2, 'there is no column "opne"; texts'),
        (" SELECT random() AS state", 2, "random differs in each replay"),
        (" SELECT CURRENT_TIMESTAMP AS state", 2, "the time is :now"),
        (" SELECT load_extension('x') AS state", 2, "there is no function load_extension"),
        (" SELECT date() AS state", 2, "date() differs in each replay"),
        (" SELECT date('NOW') AS state", 2, "'NOW' differs in each replay"),
        (" SELECT state, id AS state FROM things", 2, "two columns are called 'state'"),
        (" SELECT state, weight FROM things", 2, "gives 'weight', which its contract"),
        ("\n    one: SELECT state FROM things\n    may: 1", 4, "unknown key 'may'"),
        ("\n    many: SELECT state FROM things ORDER BY 1", 2, "its contract says object"),
        ("\n    reads: [peple]\n    one: SELECT state FROM things", 3, "names 'peple', no table"),
        (
            "\n    steps:\n      - update: UPDATE things SET state = 'shut'\n"
            "    one: SELECT state FROM things",
            3,
            "its steps may not write",
        ),
        (
            "\n    steps:\n      - require: SELECT 1\n    one: SELECT state FROM things",
            4,
            "steps[1].require: needs a `message`",
        ),
        (
            "\n    steps:\n      - require: SELECT 1\n        message: not {thing}\n"
            "    one: SELECT state FROM things",
            5,
            "{thing} is no value here",
        ),
        (
            "\n    steps:\n      - let: SELECT id AS customer FROM things\n"
            "    one: SELECT state FROM things",
            4,
            ":customer is the engine's",
        ),
    ],
)  # fmt: skip
def test_what_can_not_work_is_named_with_its_line(
    tiny: Tiny, body: str, line: int, says: str
) -> None:
    with_sql(tiny, body)
    found = tiny.only_error()
    assert (found.file, found.line) == ("tools.yaml", line)
    assert says in found.message


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("insert: things\n        from: SELECT 'P-01' AS person_id", "may not write things"),
        (
            "insert: people\n        from: SELECT 'Cy' AS name, 1 AS nam",
            "people has no column 'nam'",
        ),
        ("insert: people\n        from: SELECT 'x' AS email", "people needs a value for 'name'"),
        ("insert: people", "an insert needs `from: SELECT …`"),
        ("update: UPDATE people SET id = 'P-09'", "people.id: a key never changes"),
        ("update: UPDATE things SET state = 'shut'", "may not write things, a table of shop"),
        ("update: INSERT INTO people (id) VALUES (1)", "has to begin with UPDATE"),
        ("update: WITH x AS (SELECT 1) INSERT INTO people (id) VALUES (1)", "may only update"),
        ("update: UPDATE sqlite_master SET sql = ''", "sqlite_master may not be modified"),
        ("delete: DELETE FROM _changes", "no such table: _changes"),
        ("delete: DELETE FROM people\n        as: gone", "`as` belongs to an insert"),
        (
            "delete: DELETE FROM people\n        update: UPDATE people SET name = ''",
            "a step is one",
        ),
    ],
)
def test_a_step_that_may_not_be_is_named(tiny: Tiny, step: str, says: str) -> None:
    with_sql(tiny, f"\n    steps:\n      - {step}\n    one: SELECT 'x' AS case_id", "hand_off")
    assert says in tiny.only_error().message


def test_a_body_in_both_languages_is_one_too_many(tiny: Tiny) -> None:
    tiny.swap("tools.yaml", "get_thing:\n", "get_thing:\n  sql: SELECT state FROM things\n")
    assert "has its body twice" in tiny.only_error().message


def test_a_list_without_an_order_is_a_warning(tiny: Tiny) -> None:
    body = "\n    one: SELECT 'x' AS state\n    lists:\n      all: SELECT id FROM things"
    with_sql(tiny, body).swap("tools.yaml", "state: {type: string}", "state: {}\n      all: {}")
    assert "lists.all: its rows have no ORDER BY" in tiny.only_warning().message


def test_a_table_of_another_service_is_read_when_the_body_says_so(tiny: Tiny) -> None:
    with_sql(tiny, "\n    reads: [people]\n    one: SELECT name AS state FROM people LIMIT 1")
    assert tiny.findings() == []


def test_nothing_of_the_machine_is_in_a_finding(tiny: Tiny, tmp_path: Path) -> None:
    with_sql(tiny, " SELECT nothing FROM things")
    assert all(str(tmp_path) not in str(one) for one in tiny.findings())
