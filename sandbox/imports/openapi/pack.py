"""The operations and resources of a document as a domain that a pack can be made of."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.api import OTHER_FIELDS, RECORD_KEY
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Column, ColumnType, Table
from sandbox.imports.domain import Domain
from sandbox.imports.openapi.blank import NOW, blank, examples
from sandbox.imports.openapi.document import Document
from sandbox.imports.openapi.operations import Operation, read_operations, snake
from sandbox.imports.openapi.roles import Finder, Served
from sandbox.imports.openapi.schemas import Schemas
from sandbox.imports.openapi.served import FILE, module_of
from sandbox.imports.openapi.shapes import Resource
from sandbox.imports.specs import Spec
from sandbox.imports.tables import CUSTOMERS, TAKEN, Database
from sandbox.pack.finding import nearest
from sandbox.tools.schemas import compile_schema
from sandbox.world.cells import storable

MOST: Final = 128
"""Tools in one pack; providers take no more in a request."""
_COLUMN: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_MOST_COLUMNS: Final = 50


@dataclass(frozen=True)
class Imported:
    """A domain, the names of its tools that rows answer, and what was odd in the document."""

    domain: Domain
    served: tuple[str, ...]
    notes: tuple[str, ...]


def chosen(operations: Sequence[Operation], only: Iterable[str], name: str) -> list[Operation]:
    """The operations of these tags, or whose path begins so; all where nothing is said.

    Raises `SandboxError` where a word fits none, and where more are left than a model can take.
    """
    words = list(only)
    for word in words:
        if not any(_fits(one, word) for one in operations):
            tags = sorted({one.tag for one in operations})
            hint = f"tags: {', '.join(tags[:20])}; or the beginning of a path"
            raise SandboxError(f"--only {word}: no operation has this tag or path", hint, code=2)
    found = [one for one in operations if not words or any(_fits(one, word) for word in words)]
    if len(found) > MOST:
        hint = "choose with --only TAG or --only /path; repeat it for more"
        message = f"{name} has {len(found):,} operations, and a model takes {MOST} tools"
        raise SandboxError(message, hint, code=2)
    if not found:
        raise SandboxError(f"{name} has no operation", "it needs get, post, … under a path")
    return found


def read_all(document: Document, service: str, only: Iterable[str]) -> list[Operation]:
    """The chosen operations of a document; tags become services."""
    return chosen(read_operations(document, service), only, document.name)


def imported(
    document: Document, operations: list[Operation], base: Domain, given: Database, customers: str
) -> Imported:
    """`base` with tools, tables and records. `given`: records of one's own by table and key.

    Raises `SandboxError` for a table that no resource has.
    """
    schemas, notes = Schemas(document), list[str]()
    operations = [_sound(one, notes) for one in operations]
    served = Finder(document, operations).served()
    resources = {one.resource.table: one.resource for one in served}
    for name in given:
        if name not in resources:
            hint = nearest(name, resources) or "no operation of the document reads rows"
            raise SandboxError(f"--db: no resource is kept in a table {name[:60]!r}", hint, code=2)
    database = _filled({**examples(document, served), **given}, resources, schemas)
    operations, served = _agreeing(operations, served, database, schemas, notes)
    speakers = _customers(database, customers)
    database.setdefault(speakers, {})
    tables = {
        one.table: _table(one, database[one.table], schemas, one.table == speakers)
        for one in resources.values()
    }
    if speakers not in tables:
        columns = (Column(name=RECORD_KEY), Column(name=OTHER_FIELDS, type="json"))
        tables[speakers] = Table(
            name=speakers, service=base.service, columns=columns, owner=RECORD_KEY
        )
    code = {FILE: module_of(served, tables, schemas)} if served else {}
    domain = replace(
        base,
        specs=[one.spec for one in operations],
        database=database,
        customers=speakers,
        tables=tables,
        bodies=code,
    )
    return Imported(domain, tuple(one.operation.name for one in served), tuple(notes))


def _fits(operation: Operation, word: str) -> bool:
    if word.startswith("/"):
        return operation.path.startswith(word)
    return operation.tag == snake(word)


def _sound(operation: Operation, notes: list[str]) -> Operation:
    """The operation, its schemas opened where they are none that a validator takes."""
    spec = operation.spec
    if not _compiles(spec.result):
        notes.append(f"{spec.name}: its answer's schema is none, so any answer will do")
        spec = replace(spec, result={})
    if not _compiles(spec.parameters):
        notes.append(f"{spec.name}: some of its arguments' schemas are none, and take any value")
        properties = {
            name: one if _compiles(one) else {}
            for name, one in spec.parameters["properties"].items()  # pyright: ignore
        }
        spec = replace(spec, parameters={**spec.parameters, "properties": properties})
    return operation if spec is operation.spec else replace(operation, spec=spec)


def _compiles(schema: Any) -> bool:
    try:
        compile_schema(schema)
    except ValueError:
        return False
    return True


def _filled(
    database: Mapping[str, Any], resources: Mapping[str, Resource], schemas: Schemas
) -> Database:
    """Records with what their schema wants and the example leaves out."""
    return {
        name: {
            key: {**_timeless(blank(schemas.plain(resources[name].schema, "response"))), **record}
            for key, record in records.items()
            if storable(key)
        }
        for name, records in database.items()
    }


def _timeless(value: Any) -> Any:
    """A seed has no clock yet."""
    if isinstance(value, dict):
        return {name: _timeless(one) for name, one in value.items()}
    return "2026-01-01T00:00:00Z" if value == NOW else value


def _agreeing(
    operations: list[Operation],
    served: list[Served],
    database: Database,
    schemas: Schemas,
    notes: list[str],
) -> tuple[list[Operation], list[Served]]:
    """Without the answers' schemas of a resource whose own records do not fit them."""
    odd: set[str] = set()
    for one in {served_.resource.table: served_.resource for served_ in served}.values():
        validator = compile_schema(schemas.plain(one.schema, "response"))
        wrong = [k for k, record in database[one.table].items() if not validator.is_valid(record)]
        if wrong:
            odd.add(one.table)
            notes.append(f"{one.table} {wrong[0][:40]}: the record does not fit its own schema")
    open_ = {one.operation.name for one in served if one.resource.table in odd}

    def opened(operation: Operation) -> Operation:
        spec = replace(operation.spec, result=dict[str, Any]())
        return replace(operation, spec=spec) if operation.name in open_ else operation

    return [opened(one) for one in operations], served


def _customers(database: Database, wanted: str) -> str:
    if wanted and wanted not in database:
        hint = nearest(wanted, database) or "leave it out; an empty table of customers is made"
        raise SandboxError(f"--customers {wanted}: there is no such table", hint, code=2)
    return wanted or next((name for name in CUSTOMERS if name in database), CUSTOMERS[0])


def _table(
    resource: Resource, records: Mapping[str, Mapping[str, Any]], schemas: Schemas, theirs: bool
) -> Table:
    """Columns by the properties of the schema; what can't be one stands in `other_fields`."""
    properties = resource.shape["properties"]
    names = [name for name in properties if _COLUMN.fullmatch(name) and name not in _OURS]
    key = resource.key if resource.key in names and not resource.number else RECORD_KEY
    first = Column(name=key)
    rest = [
        Column(name=name, type=_type(name, properties[name], records, schemas))
        for name in names
        if name != key
    ][:_MOST_COLUMNS]
    return Table(
        name=resource.table,
        service=resource.service,
        columns=(first, *rest, Column(name=OTHER_FIELDS, type="json")),
        owner=key if theirs else "",
    )


_OURS: Final = (RECORD_KEY, OTHER_FIELDS, *TAKEN)


def _type(
    name: str, schema: Any, records: Mapping[str, Mapping[str, Any]], schemas: Schemas
) -> ColumnType:
    """A text where schema and records know nothing else; all else is kept as JSON, exactly."""
    values = [one[name] for one in records.values() if one.get(name) is not None]
    plain = schemas.plain(schema, "response")
    texts = all(isinstance(value, str) and storable(value) for value in values)
    return "text" if plain.get("type") == "string" and texts else "json"


def size_of(specs: Iterable[Spec]) -> int:
    """Characters that the tools take in a request to a model."""
    return sum(len(json.dumps([one.name, one.description, one.parameters])) for one in specs)
