"""`sandbox import openapi`: the operations of an OpenAPI document as a pack."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import options, output
from sandbox.cli.import_shared import (
    POLICY,
    Currency,
    Customers,
    NewPack,
    Now,
    Policy,
    Region,
    document,
    stubs_of,
    tell_next,
    tell_stubs,
    today,
)
from sandbox.pack.naming import check_name, title_of

if TYPE_CHECKING:
    from sandbox.imports.openapi.pack import Imported
    from sandbox.pack.pack import Pack

_FILE = "FILE"


def openapi(
    name: NewPack,
    spec: Annotated[
        Path, typer.Option(metavar=_FILE, help="OpenAPI 3 document, JSON or YAML, in one file.")
    ],
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG|/PATH", help="Only operations so tagged or below; repeat."),
    ] = None,
    db: Annotated[
        Path | None,
        typer.Option(metavar=_FILE, help="{table: {key: record}} as JSON, plain or gzip."),
    ] = None,
    policy: Policy = None,
    customers: Customers = "",
    now: Now = "",
    region: Region = "US",
    currency: Currency = "USD",
    as_json: options.AsJson = False,
) -> None:
    """Make a pack from an OpenAPI document: a working mock where the document says enough."""
    from sandbox.imports.domain import Domain, pack_files
    from sandbox.imports.moment import latest_moment
    from sandbox.imports.openapi.document import read_document
    from sandbox.imports.openapi.pack import imported, read_all
    from sandbox.imports.tables import read_database
    from sandbox.imports.writing import write_pack

    check_name(name)
    read = read_document(spec)
    given = read_database(db) if db else {}
    base = Domain(
        name=name,
        title=title_of(name),
        now=now or latest_moment(given) or today(),
        region=region,
        currency=currency,
        customers="",
        specs=[],
        database={},
        policies=[document(path) for path in policy or ()],
    )
    operations = read_all(read, base.service, only or ())
    found = imported(read, operations, base, given, customers)
    pack = write_pack(Path("fixtures") / name, pack_files(found.domain), found.domain.database)
    _tell(found, pack, as_json)


def _tell(found: "Imported", pack: "Pack", as_json: bool) -> None:
    from sandbox.imports.openapi.pack import size_of

    domain, where = found.domain, f"fixtures/{found.domain.name}"
    stubs = stubs_of(pack)
    records = {name: len(rows) for name, rows in domain.database.items()}
    size = size_of(domain.specs)
    if as_json:
        output.data(
            {
                "pack": domain.name,
                "folder": where,
                "records": records,
                "tools": sorted(pack.contracts),
                "writes": sorted(n for n, contract in pack.contracts.items() if contract.writes),
                "served": sorted(found.served),
                "without_body": stubs,
                "customers": domain.customers,
                "now": pack.now,
                "characters": size,
                "notes": list(found.notes),
            }
        )
        return
    services = {contract.service for contract in pack.contracts.values()}
    tools = output.counted(len(pack.contracts), "tool")
    output.line(f"made {where}: {tools} of {output.counted(len(services), 'service')}")
    if found.served:
        output.line(f"{len(found.served)} are answered from rows, by {where}/tools/served.py")
    tables = ", ".join(f"{name} ({number})" for name, number in records.items())
    output.line(f"tables, with their rows: {tables}")
    tell_stubs(where, stubs)
    output.line(POLICY)
    output.line(f"the tools take {size:,} characters of each request; --only takes fewer of them")
    for note in found.notes:
        output.line(f"note: {note}")
    tell_next(domain.name)
