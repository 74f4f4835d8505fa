"""`sandbox import openai`: function specs and a JSON database as a pack."""

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
    from sandbox.imports.domain import Domain
    from sandbox.pack.pack import Pack

_FILE = "FILE"


def openai(
    name: NewPack,
    tools: Annotated[Path, typer.Option(metavar=_FILE, help="OpenAI function specs, a JSON list.")],
    db: Annotated[
        Path, typer.Option(metavar=_FILE, help="{table: {key: record}} as JSON, plain or gzip.")
    ],
    policy: Policy = None,
    bodies: Annotated[
        list[Path] | None,
        typer.Option(metavar=_FILE, help="Python module with tools; repeat for more."),
    ] = None,
    customers: Customers = "",
    now: Now = "",
    region: Region = "US",
    currency: Currency = "USD",
    as_json: options.AsJson = False,
) -> None:
    """Make a pack from function specs and a JSON database."""
    from sandbox.imports.bodies import body_files
    from sandbox.imports.domain import Domain, pack_files
    from sandbox.imports.moment import latest_moment
    from sandbox.imports.specs import read_specs
    from sandbox.imports.tables import customer_table, read_database
    from sandbox.imports.writing import write_pack

    check_name(name)
    database = read_database(db)
    domain = Domain(
        name=name,
        title=title_of(name),
        now=now or latest_moment(database) or today(),
        region=region,
        currency=currency,
        customers=customer_table(database, customers),
        specs=read_specs(tools),
        database=database,
        policies=[document(path) for path in policy or ()],
        bodies=body_files(bodies or ()),
    )
    pack = write_pack(Path("fixtures") / name, pack_files(domain), database)
    _tell(domain, pack, as_json)


def _tell(domain: "Domain", pack: "Pack", as_json: bool) -> None:
    stubs = stubs_of(pack)
    writes = sorted(name for name, contract in pack.contracts.items() if contract.writes)
    records = {name: len(found) for name, found in domain.database.items()}
    personal = [
        f"{table.name}.{column.name}"
        for table in pack.tables.values()
        for column in table.columns
        if column.personal
    ]
    where = f"fixtures/{domain.name}"
    if as_json:
        output.data(
            {
                "pack": domain.name,
                "folder": where,
                "records": records,
                "tools": sorted(pack.contracts),
                "writes": writes,
                "without_body": stubs,
                "customers": domain.customers,
                "now": pack.now,
                "personal": personal,
            }
        )
        return
    tables = ", ".join(f"{output.counted(n, 'row')} of {name}" for name, n in records.items())
    output.line(f"made {where}: {tables}; each record reads back exactly")
    output.line(f"{output.counted(len(pack.contracts), 'tool')}; these write: {_list(writes)}")
    output.line(f"personal columns: {_list(personal)}")
    output.line(f"its world begins at {pack.now}; `now:` in {where}/domain.yaml moves it")
    output.line(POLICY)
    tell_stubs(where, stubs)
    tell_next(domain.name)


def _list(names: list[str]) -> str:
    return ", ".join(names) or "none"
