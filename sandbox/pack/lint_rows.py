"""Seed rows: no real person's data, and no personal column without a mark."""

import re

from sandbox.domain.schema import Column, Table
from sandbox.pack import schema_file
from sandbox.pack.finding import Report
from sandbox.pack.pack import Pack
from sandbox.pack.rows_file import seed_file

_RESERVED = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|[\w-]+\.(?:example|test|invalid))$"
)
_PERSONAL_NAMES = re.compile(
    r"(?:^|_)(?:e?mail|phone|mobile|iban|street|birth(?:day|date)|first_name|last_name|surname|card_number)(?:$|_)"
)


def look(pack: Pack, report: Report) -> None:
    """Warns of columns that look personal and are not marked, and of mail on real domains."""
    lines = pack.files.get(schema_file.FILE, "").splitlines()
    for table in pack.tables.values():
        for column in table.columns:
            if (
                not column.personal
                and column.type == "text"
                and _PERSONAL_NAMES.search(column.name)
            ):
                message = f"column {table.name}.{column.name} looks personal and is not marked"
                hint = f"write {column.name}: {{personal: …}}, so that it never reaches a file"
                report.warn(schema_file.FILE, message, _line(lines, table, column), hint)
            if column.personal == "email":
                _look_at_mails(table, column, pack, report)


def _look_at_mails(table: Table, column: Column, pack: Pack, report: Report) -> None:
    for row in pack.rows.get(table.name, ()):
        value = row.get(column.name)
        if value and not _RESERVED.search(value):
            message = f"{table.name} {row[table.key]}: {column.name} is no reserved mail address"
            hint = "use example.com, example.org or example.net, which belong to nobody"
            report.warn(seed_file(pack.files, table.name), message, 0, hint)


def _line(lines: list[str], table: Table, column: Column) -> int:
    inside = False
    for number, text in enumerate(lines, 1):
        if text.strip().startswith(f"{table.name}:"):
            inside = True
        elif inside and text.strip().startswith(f"{column.name}:"):
            return number
    return 0
