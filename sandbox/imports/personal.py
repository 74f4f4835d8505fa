"""Which cells of a foreign database hold personal data, by the names of its fields."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sandbox.api import NESTED, OTHER_FIELDS, row_of
from sandbox.domain.base import JSON
from sandbox.domain.personal import PersonalKind
from sandbox.domain.schema import Column, Table
from sandbox.imports.tables import TAKEN, Database

TABLE: Final = TAKEN[0]
"""Personal values that stand deep in a record, each a row of its own: so they are known."""

_KINDS: Final[tuple[tuple[str, PersonalKind], ...]] = (
    (r"(e_?)?mail(_address)?", "email"),
    (r"(mobile|(tele)?phone)(_number)?", "phone"),
    (r"(first|last|middle|full|given|family|maiden)_?name|surname", "name"),
    (r"(postal_|street_)?address(_?line)?_?\d?|street(_?\d)?|line_?[12]", "address"),
    (r"iban", "iban"),
    (r"(credit_)?card_number", "card"),
    (r"zip(_?code)?|post(al_?)?code|last_?(four|4)(_digits)?", "value"),
    (r"dob|date_of_birth|birth_?(date|day)|ssn|passport(_number)?|tax_id", "value"),
)


_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff]")


def kind_of_field(name: str, names_people: bool) -> PersonalKind | None:
    """The kind of a text field called `name`; a bare `name` counts in the customers' table.

    `lastName`, `Last Name` and `last-name` are `last_name`.
    """
    snake = _snake(name)
    if snake == "name" and names_people:
        return "name"
    return next((kind for form, kind in _KINDS if re.fullmatch(form, snake)), None)


def marked(table: Table, customers: str) -> Table:
    """The table with its personal columns marked; those of tables that are nobody's never are."""
    if not table.owner:
        return table
    theirs = table.name == customers
    columns = [_marked(column, theirs) for column in table.columns[1:]]
    return table.model_copy(update={"columns": (table.columns[0], *columns)})


def _marked(column: Column, theirs: bool) -> Column:
    field, nested, part = column.name.partition(NESTED)
    kind = _kind_of_part(field, part) if nested else kind_of_field(field, theirs)
    if column.type != "text" or kind is None:
        return column
    return column.model_copy(update={"personal": kind})


def deep_values(
    database: Database, tables: Mapping[str, Table], customers: str
) -> list[dict[str, JSON]]:
    """A row for each personal text that no marked column holds: its place as the key, its kind.

    Such texts stand inside json columns, and in fields that have no column.
    """
    return [
        {"place": _keepable(f"{name}/{_step(key)}{pointer}"), kind: _keepable(value)}
        for name, records in database.items()
        if tables[name].owner
        for key, record in records.items()
        for pointer, kind, value in _beside_columns(record, tables[name], name == customers)
    ]


def table_of_values(rows: list[dict[str, JSON]], service: str) -> Table:
    """The table for `deep_values`, with a column for each kind there is."""
    kinds = sorted({kind for row in rows for kind in row if kind != "place"})
    columns = (Column(name=kind, personal=kind) for kind in kinds)  # pyright: ignore
    return Table(name=TABLE, service=service, columns=(Column(name="place"), *columns))


_Found = tuple[str, PersonalKind, str]
"""A JSON pointer into the record, the kind, the text."""


def _beside_columns(record: Mapping[str, JSON], table: Table, theirs: bool) -> Iterator[_Found]:
    row = row_of(record, [column.name for column in table.columns])
    cells = {c.name: row[c.name] for c in table.columns if c.type == "json"}
    others = cells.pop(OTHER_FIELDS, None)
    for name, value in cells.items():
        field, nested, part = name.partition(NESTED)
        kind = _kind_of_part(field, part) if nested else kind_of_field(field, theirs)
        yield from _inside(value, f"/{name}", part or field, kind)
    for field, value in others.items() if isinstance(others, dict) else ():
        kind = kind_of_field(field, theirs)
        yield from _inside(value, f"/{_step(field)}", field, kind)


def _inside(value: JSON, pointer: str, name: str, kind: PersonalKind | None) -> Iterator[_Found]:
    """`kind`: that of a text in the field `name`, where the value stands."""
    if isinstance(value, dict):
        for part, item in value.items():
            deeper = f"{pointer}/{_step(part)}"
            yield from _inside(item, deeper, part, _kind_of_part(name, part))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, f"{pointer}/{index}", name, kind)
    elif isinstance(value, str) and value and kind is not None:
        yield pointer, kind, value


def _kind_of_part(field: str, part: str) -> PersonalKind | None:
    # `name: {"first": …}` names people as well as `first_name` does.
    is_name = kind_of_field(field, True) == "name" and not _snake(part).endswith("name")
    return kind_of_field(f"{part}_name" if is_name else part, False)


def _snake(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", _HUMP.sub("_", name).lower()).strip("_")


def _step(part: str) -> str:
    """A step of a JSON pointer (RFC 6901), so that two places never look alike."""
    return part.replace("~", "~0").replace("/", "~1")


def _keepable(text: str) -> str:
    """As masking sees it: what no cell can hold is shown as unreadable."""
    return _UNKEEPABLE.sub("\ufffd", text)
