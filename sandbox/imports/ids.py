"""Ids that stand deep in records: no table has them as keys, and they look like phone numbers."""

import re
from collections.abc import Iterator
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.schema import Column, Table
from sandbox.imports.personal import kind_of_field
from sandbox.imports.tables import TAKEN, Database

TABLE: Final = TAKEN[1]
"""One row for each such id, so that masking knows it for one."""
_FIELD: Final = re.compile(r"(?:.*_)?ids?")
_KEY: Final = re.compile(r"(?=(?:.*\d){4})(?!\d{4}-\d\d-\d\d$)[\w#.-]{4,128}")
"""Four digits or more, so that it is no name of a field, and no date: that may be a birthday."""


def deep_ids(database: Database) -> list[dict[str, JSON]]:
    """A row for each text in a field called `id`, `…_id` or `…_ids`, and for each key of a nested
    object, that look like ids; keys of tables are known without."""
    keys = {key for records in database.values() for key in records}
    found = {
        text
        for records in database.values()
        for record in records.values()
        for text in _inside(record, "")
    }
    return [{"id": text} for text in sorted(found - keys)]


def table_of_ids(service: str) -> Table:
    """The table for `deep_ids`."""
    return Table(name=TABLE, service=service, columns=(Column(name="id"),))


def _inside(value: JSON, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if name and _KEY.fullmatch(key):
                yield key
            yield from _inside(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _inside(item, name)
    elif isinstance(value, str) and _FIELD.fullmatch(name) and _KEY.fullmatch(value):
        # `tax_id` is personal, whatever it is called.
        yield from () if kind_of_field(name, False) else (value,)
