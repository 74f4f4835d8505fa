"""Which cells of a foreign database hold personal data, by the names of its fields."""

import re
from collections.abc import Iterator
from typing import Final

from sandbox.api import NESTED
from sandbox.domain.base import JSON
from sandbox.domain.personal import PersonalKind
from sandbox.domain.schema import Column, Table
from sandbox.imports.tables import TAKEN, Database

TABLE: Final = TAKEN[0]
"""Personal values that stand deep in a record, each a row of its own: so they are known."""

_KINDS: Final[tuple[tuple[str, PersonalKind], ...]] = (
    (r"e?mail(_address)?", "email"),
    (r"(mobile|(tele)?phone)(_number)?", "phone"),
    (r"(first|last|middle|full|given|family|maiden)_?name|surname", "name"),
    (r"(postal_|street_)?address(_?line)?_?\d?|street(_?\d)?|line_?[12]", "address"),
    (r"iban", "iban"),
    (r"(credit_)?card_number", "card"),
    (r"zip(_?code)?|post(al_?)?code|last_?(four|4)(_digits)?", "value"),
    (r"dob|date_of_birth|birth_?(date|day)|ssn|passport(_number)?|tax_id", "value"),
)


def kind_of_field(name: str, names_people: bool) -> PersonalKind | None:
    """The kind of a text field called `name`; a bare `name` counts in the customers' table."""
    if name == "name" and names_people:
        return "name"
    return next((kind for form, kind in _KINDS if re.fullmatch(form, name)), None)


def marked(table: Table, customers: str) -> Table:
    """The table with its personal columns marked; those of tables that are nobody's never are."""
    if not table.owner:
        return table
    theirs = table.name == customers
    columns = [_marked(column, theirs) for column in table.columns[1:]]
    return table.model_copy(update={"columns": (table.columns[0], *columns)})


def _marked(column: Column, theirs: bool) -> Column:
    field, nested, part = column.name.partition(NESTED)
    # `name: {"first": …}` names people as well as `first_name` does.
    named = f"{part}_name" if field == "name" and not part.endswith("name") else part
    kind = kind_of_field(named if nested else field, theirs)
    if column.type != "text" or kind is None:
        return column
    return column.model_copy(update={"personal": kind})


def deep_values(database: Database, tables: dict[str, Table]) -> list[dict[str, JSON]]:
    """A row for each personal text inside a json column: its place as the key, and its kind."""
    return [
        {"place": f"{name}/{key}{pointer}", kind: value}
        for name, records in database.items()
        if tables[name].owner
        for key, record in records.items()
        for column in tables[name].columns
        if column.type == "json" and column.name in record
        for pointer, kind, value in _inside(record[column.name], f"/{column.name}", column.name)
    ]


def table_of_values(rows: list[dict[str, JSON]], service: str) -> Table:
    """The table for `deep_values`, with a column for each kind there is."""
    kinds = sorted({kind for row in rows for kind in row if kind != "place"})
    columns = (Column(name=kind, personal=kind) for kind in kinds)  # pyright: ignore
    return Table(name=TABLE, service=service, columns=(Column(name="place"), *columns))


def _inside(value: JSON, pointer: str, name: str) -> Iterator[tuple[str, PersonalKind, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, f"{pointer}/{key}", key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, f"{pointer}/{index}", name)
    elif isinstance(value, str) and value:
        kind = kind_of_field(name, False)
        if kind is not None:
            yield pointer, kind, value
