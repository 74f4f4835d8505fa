"""A foreign domain as the files of a pack."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.api import row_of
from sandbox.domain.schema import Column, Table
from sandbox.imports import ids as known
from sandbox.imports import personal
from sandbox.imports.bodies import STUBS, stubs_for, written_tools
from sandbox.imports.ids import deep_ids, table_of_ids
from sandbox.imports.personal import deep_values, marked, table_of_values
from sandbox.imports.specs import Spec
from sandbox.imports.tables import Database, tables_of
from sandbox.imports.texts import INTENT, agent_prompt, assist_procedure, intents, rules
from sandbox.imports.yaml_out import dump

VERSION: Final = "1"


@dataclass(frozen=True)
class Domain:
    """What a foreign domain is made of, read and checked.

    `now`: when its world begins, ISO 8601 in UTC. `policies`: documents for the prompt, in order.
    `bodies`: files of the pack that hold tools. `tables`: where they are known before any record
    is, else they are made of the records. `remote`: services whose tools run elsewhere, as
    domain.yaml has them. `offered`: writes that the procedure keeps in reach, None for all.
    `rules`: policy files, in place of the usual one.
    """

    name: str
    title: str
    now: str
    region: str
    currency: str
    customers: str
    specs: list[Spec]
    database: Database
    policies: list[str] = field(default_factory=list[str])
    bodies: dict[str, str] = field(default_factory=dict[str, str])
    tables: Mapping[str, Table] | None = None
    remote: Mapping[str, Any] = field(default_factory=dict[str, Any])
    offered: frozenset[str] | None = None
    rules: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def service(self) -> str:
        """The service of all tables and tools that name no other."""
        return self.name.replace("-", "_")


def pack_files(domain: Domain) -> dict[str, str]:
    """Text by path in the pack; the prompts' lock is not among them."""
    made = domain.tables or tables_of(domain.database, domain.service, domain.customers)
    tables = {name: marked(table, domain.customers) for name, table in made.items()}
    rows = {
        name: [_row(tables[name], key, record) for key, record in records.items()]
        for name, records in domain.database.items()
    }
    _add_known(domain, tables, rows)
    files = {
        "domain.yaml": _domain_file(domain, {table.service for table in tables.values()}),
        "schema.yaml": _schema_file(tables.values()),
        "tools.yaml": _tools_file(domain),
        "intents.yaml": intents(domain.specs),
        f"procedures/{INTENT}.md": assist_procedure(_in_reach(domain)),
        **(domain.rules or {"policy/imported.rego": rules()}),
        "prompts/agent.md.j2": agent_prompt(domain.title, domain.policies),
        **{f"rows/{name}.jsonl": _lines(lines) for name, lines in rows.items() if lines},
        **domain.bodies,
    }
    written = written_tools(domain.name, domain.bodies)
    missing = [
        spec
        for spec in domain.specs
        if spec.name not in written and spec.service not in domain.remote
    ]
    return files | ({STUBS: stubs_for(missing)} if missing else {})


def _add_known(
    domain: Domain, tables: dict[str, Table], rows: dict[str, list[dict[str, Any]]]
) -> None:
    """Two tables for what masking has to know of the depths of records."""
    values = deep_values(domain.database, tables, domain.customers)
    ids = deep_ids(domain.database)
    if values:
        tables[personal.TABLE] = table_of_values(values, domain.service)
        rows[personal.TABLE] = values
    if ids:
        tables[known.TABLE], rows[known.TABLE] = table_of_ids(domain.service), ids


def _row(table: Table, key: str, record: Mapping[str, Any]) -> dict[str, Any]:
    cells = row_of(record, [column.name for column in table.columns])
    return {name: value for name, value in {**cells, table.key: key}.items() if value is not None}


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(f"{_json(row)}\n" for row in rows)


def _json(row: Mapping[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character: a file holds it escaped
        return json.dumps(row)
    return text


def _in_reach(domain: Domain) -> list[Spec]:
    """The specs, without writes that nobody may call."""
    offered = domain.offered
    return [s for s in domain.specs if offered is None or s.reads or s.name in offered]


def _domain_file(domain: Domain, known: set[str]) -> str:
    bare = {spec.service for spec in domain.specs if spec.service} - known
    named: dict[str, Any] = {name: {} for name in sorted(bare)} | dict(domain.remote)
    services = {"services": named} if named else {}
    return dump(
        {
            "name": domain.name,
            "title": domain.title,
            "version": VERSION,
            "now": domain.now,
            "region": domain.region,
            "currency": domain.currency,
            "customer_table": domain.customers,
            "principal": {"role": "customer", "channel": "chat"},
            # The one procedure serves every message that has a word of its examples.
            "route": {"threshold": 0.0},
            **services,
            "settings": {"temperature": 0},
        }
    )


def _schema_file(tables: Iterable[Table]) -> str:
    return dump({"tables": {table.name: _table(table) for table in tables}})


def _table(table: Table) -> dict[str, Any]:
    owner = {"owner": table.owner} if table.owner else {}
    columns = {column.name: _column(column) for column in table.columns}
    return {"service": table.service, **owner, "columns": columns}


def _column(column: Column) -> str | dict[str, str]:
    return {"personal": column.personal} if column.personal else str(column.type)


def _tools_file(domain: Domain) -> str:
    return dump({spec.name: contract_of(spec, domain.service) for spec in domain.specs})


def contract_of(spec: Spec, service: str) -> dict[str, Any]:
    """The spec as tools.yaml has it; `service`: where it names none."""
    arguments = list(spec.parameters.get("properties") or {})
    once = {} if spec.reads or not arguments else {"idempotency": arguments}
    return {
        "service": spec.service or service,
        "description": spec.description,
        "effect": spec.effect or ("read" if spec.reads else "write"),
        **once,
        "arguments": spec.parameters,
        **({"result": spec.result} if spec.result else {}),
        **({"timeout": spec.timeout} if spec.timeout else {}),
    }
