"""schema.yaml: the tables of the back-ends."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.domain.personal import PersonalKind
from sandbox.domain.schema import Column, ColumnType, Table
from sandbox.pack.finding import Report, nearest
from sandbox.pack.shape import Form, read_form
from sandbox.pack.yaml_text import Located, read_mapping

FILE = "schema.yaml"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class SchemaForm(Form):
    """The whole file: `tables:` by name."""

    tables: dict[str, Any]


class KeyForm(Form):
    """How new keys look: `prefix: O-`, `digits: 5` give `O-10042`."""

    prefix: str = ""
    digits: Annotated[int, Field(ge=1, le=12)]


class TableForm(Form):
    """One table. The first column is its key, a text."""

    service: str
    noun: str = ""
    key: KeyForm | None = None
    owner: str = ""
    columns: dict[str, Any]


class ColumnForm(Form):
    """One column; `name: text` is short for `name: {type: text}`."""

    type: ColumnType = "text"
    personal: PersonalKind | Literal[""] = ""
    references: str = ""
    money: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()


def read_schema(text: str | None, report: Report) -> dict[str, Table]:
    """Tables by name, each after those that its columns reference; findings go to `report`."""
    if text is None:
        report.unread(FILE, "is missing", hint="it declares the tables: service, columns, keys")
        return {}
    located = read_mapping(FILE, text, report)
    if located is None:
        return {}
    form = read_form(SchemaForm, located.data, located, report)
    tables: dict[str, Table] = {}
    for name, value in form.tables.items() if form else ():
        table = _table(name, value, located, ("tables", name), report)
        if table is not None:
            tables[name] = table
    if form and not form.tables:
        report.error(FILE, "declares no table")
    _check_references(tables, located, report)
    return _in_order(tables, located, report)


def _table(
    name: str, value: Any, located: Located, at: tuple[Any, ...], report: Report
) -> Table | None:
    form = read_form(TableForm, value, located, report, at, f"table {name}")
    if form is None:
        return None
    columns = [
        column
        for key, item in form.columns.items()
        if (column := _column(key, item, located, (*at, "columns", key), report, name))
    ]
    line = located.line(*at)
    if not _NAME.fullmatch(name) or not _NAME.fullmatch(form.service):
        report.error(FILE, f"table {name}: names are small letters, digits and _", line)
        return None
    if not columns or columns[0].type != "text":
        report.error(FILE, f"table {name}: its first column is the key and has to be a text", line)
        return None
    if form.owner and form.owner not in {column.name for column in columns}:
        hint = nearest(form.owner, [column.name for column in columns])
        place = located.line(*at, "owner")
        report.error(FILE, f"table {name}: owner {form.owner!r} is no column of it", place, hint)
    key = form.key
    return Table(
        name=name,
        service=form.service,
        columns=tuple(columns),
        prefix=key.prefix if key else "",
        digits=key.digits if key else 0,
        owner=form.owner,
        noun=form.noun,
    )


def _column(
    name: str, value: Any, located: Located, at: tuple[Any, ...], report: Report, table: str
) -> Column | None:
    what = f"column {table}.{name}"
    if value is None or isinstance(value, str):
        value = {"type": value or "text"}
    form = read_form(ColumnForm, value, located, report, at, what)
    if form is None:
        return None
    line = located.line(*at)
    if not _NAME.fullmatch(name):
        report.error(FILE, f"{what}: names are small letters, digits and _", line)
    if form.money and form.type != "integer":
        hint = "write type: integer; 49.90 is stored as 4990"
        report.error(FILE, f"{what}: money is kept in whole minor units", line, hint)
    if form.choices and form.type != "text":
        report.error(FILE, f"{what}: only a text has choices", line)
    return Column(name=name, **form.model_dump())


def _check_references(tables: Mapping[str, Table], located: Located, report: Report) -> None:
    for table in tables.values():
        for column in table.columns:
            if column.references and column.references not in tables:
                line = located.line("tables", table.name, "columns", column.name)
                report.error(
                    FILE,
                    f"column {table.name}.{column.name} references {column.references!r}, no table",
                    line,
                    nearest(column.references, tables),
                )


def _in_order(tables: Mapping[str, Table], located: Located, report: Report) -> dict[str, Table]:
    """Tables so that references point backwards; a table may reference itself."""
    done: dict[str, Table] = {}
    left = dict(tables)
    while left:
        ready = [name for name, table in left.items() if not (_needs(table) & left.keys())]
        for name in ready:
            done[name] = left.pop(name)
        if not ready:
            names = ", ".join(sorted(left))
            line = located.line("tables", next(iter(left)))
            hint = "drop one `references`"
            report.error(FILE, f"tables reference each other in a ring: {names}", line, hint)
            return {**done, **left}
    return done


def _needs(table: Table) -> set[str]:
    return {c.references for c in table.columns if c.references and c.references != table.name}
