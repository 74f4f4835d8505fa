"""`sandbox import openai`: function specs and a JSON database as a pack."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.imports.domain import Domain
    from sandbox.pack.pack import Pack

_FILE = "FILE"


def openai(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new pack.")],
    tools: Annotated[Path, typer.Option(metavar=_FILE, help="OpenAI function specs, a JSON list.")],
    db: Annotated[
        Path, typer.Option(metavar=_FILE, help="{table: {key: record}} as JSON, plain or gzip.")
    ],
    policy: Annotated[
        list[Path] | None,
        typer.Option(metavar=_FILE, help="Document for the prompt; repeat for more."),
    ] = None,
    bodies: Annotated[
        list[Path] | None,
        typer.Option(metavar=_FILE, help="Python module with tools; repeat for more."),
    ] = None,
    customers: Annotated[
        str, typer.Option(metavar="TABLE", help="Table of those who speak; else users, say.")
    ] = "",
    now: Annotated[
        str, typer.Option(metavar="TIME", help="When its world begins; else its latest date.")
    ] = "",
    region: Annotated[
        str, typer.Option(metavar="XX", help="Country of phone numbers without a code.")
    ] = "US",
    currency: Annotated[str, typer.Option(metavar="XXX", help="Currency of amounts.")] = "USD",
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
        title=name.replace("-", " ").replace("_", " ").capitalize(),
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


def check_name(name: str) -> None:
    """Raises `SandboxError` (code 2) for what can't be the name of a pack."""
    import re

    if not re.fullmatch(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", name):
        hint = "small letters, digits, - and _, a letter first"
        raise SandboxError(f"{name[:60]!r} can't be the name of a pack", hint, code=2)


def today() -> str:
    """Nine o'clock of this day, as `now:` has it."""
    from sandbox.adapters.clocks import SystemWall

    return f"{SystemWall().utc()[:10]}T09:00:00Z"


def document(path: Path) -> str:
    """The text of a policy; a JSON list of sentences becomes one line each."""
    from sandbox.imports.sources import read_json, read_text

    if path.suffix != ".json":
        return read_text(path)
    data = read_json(path)
    if not isinstance(data, list) or not all(isinstance(item, str) for item in data):
        raise SandboxError(f"{path.name} is no list of sentences", 'write ["…", "…"]')
    return "\n".join(f"- {' '.join(item.split())}" for item in data)


def _tell(domain: "Domain", pack: "Pack", as_json: bool) -> None:
    from sandbox.api import is_stub

    stubs = sorted(name for name, function in pack.functions.items() if is_stub(function))
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
    output.line("policy: reads are allowed, a write asks a person; edit policy/imported.rego")
    if stubs:
        output.line(f"{output.counted(len(stubs), 'tool')} without a body: {_list(stubs)}")
        output.line(f"write them in {where}/tools/stubs.py; each call fails until then")
    diagnostics.note(
        f"look at it: sandbox lint {domain.name} · sandbox chat --pack {domain.name} --model MODEL"
    )
    diagnostics.note("it has no steps of its own yet, so offline models can't talk with it")


def _list(names: list[str]) -> str:
    return ", ".join(names) or "none"
