"""Mistakes in domain.yaml, schema.yaml and the rows, each with its file, line and remedy."""

import pytest

from tests.unit.pack.tiny import Mistake, Tiny

MISTAKES: dict[str, Mistake] = {
    "an unknown key": Mistake(
        "domain.yaml", "title:", "titel: Tiny\ntitle:", says="titel", hint="title"
    ),
    "a missing key": Mistake(
        "domain.yaml", "title: Tiny\n", "", says="'title' is missing", hint="add", line=1
    ),
    "a version that is a number": Mistake(
        "domain.yaml", '"1"', "1.10", says="version", hint="quotes"
    ),
    "a time without a zone": Mistake("domain.yaml", "05Z", "05", says="now", hint="2026-11-20T09"),
    "a name with spaces": Mistake(
        "domain.yaml", "name: tiny", "name: A b", says="name", hint="small"
    ),
    "no such customer table": Mistake(
        "domain.yaml", "table: people", "table: peeple", says="no table", hint="people"
    ),
    "no such principal": Mistake("domain.yaml", "P-01", "P-99", says="P-99", hint="P-01"),
    "broken YAML": Mistake(
        "schema.yaml",
        "columns:\n      id: text\n      name",
        "columns: [\n      name",
        says="not YAML",
        line=9,
    ),
    "an unknown type": Mistake(
        "schema.yaml", "weight: real", "weight: float", says="float", hint="'text'"
    ),
    "an unknown kind of personal data": Mistake(
        "schema.yaml", "personal: name", "personal: nam", says="nam", hint="'name'"
    ),
    "money with a fraction": Mistake(
        "schema.yaml",
        "price_minor: {type: integer",
        "price_minor: {type: real",
        says="minor units",
        hint="4990",
    ),
    "an owner that is no column": Mistake(
        "schema.yaml", "owner: person_id", "owner: person", says="owner", hint="person_id"
    ),
    "a reference to no table": Mistake(
        "schema.yaml", "references: people", "references: pepole", says="pepole", hint="people"
    ),
    "an unknown column": Mistake("rows/people.csv", "email", "e_mail", says="e_mail", hint="email"),
    "a missing column": Mistake(
        "rows/people.csv",
        "id,name,email\nP-01,Ada Prong,",
        "id,email\nP-01,",
        says="'name' is missing",
    ),
    "a key given twice": Mistake("rows/people.csv", "P-02", "P-01", says="line 2"),
    "a required cell that is empty": Mistake("rows/people.csv", "Bo Quill", "", says="required"),
    "a key of another shape": Mistake("rows/things.csv", "X-002", "X2", says="X-000"),
    "cents with a point": Mistake("rows/things.csv", "1990", "19.90", says="4990"),
    "no choice": Mistake("rows/things.csv", "open", "ajar", says="open, shut"),
    "no truth": Mistake("rows/things.csv", "false", "no", says="neither true nor"),
    "no number": Mistake("rows/things.csv", "1.5", "heavy", says="no number"),
    "a row that references nothing": Mistake(
        "rows/things.csv", "P-02", "P-09", says="no key of people"
    ),
    "a comma too many": Mistake(
        "rows/people.csv", "Ada Prong", "Prong, Ada", says="4 cells", hint="quotes"
    ),
    "a quote that is open": Mistake(
        "rows/people.csv", "Bo Quill", '"Bo Quill', says="not CSV", hint="quotes"
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_hint(tiny: Tiny, name: str) -> None:
    MISTAKES[name].is_named(tiny)
