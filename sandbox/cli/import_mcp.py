"""`sandbox import mcp`: the tools of a running MCP server, in a pack."""

import asyncio
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.cli.import_shared import today
from sandbox.domain.faults import SandboxError
from sandbox.pack.naming import check_name, title_of

if TYPE_CHECKING:
    from sandbox.imports.mcp import Found
    from sandbox.pack.pack import Pack
    from sandbox.pack.remote import RemoteServer


def mcp(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of the new pack, or of the service.")
    ],
    command: Annotated[
        str, typer.Option(metavar='"COMMAND …"', help="Starts a server on its pipes.")
    ] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="A server that runs already.")] = "",
    env: Annotated[
        list[str] | None,
        typer.Option(metavar="VARIABLE", help="Passed on to the command, by name; repeat."),
    ] = None,
    token: Annotated[
        str, typer.Option(metavar="VARIABLE", help="Holds the bearer token for the URL, by name.")
    ] = "",
    into: Annotated[
        str,
        typer.Option(
            metavar="PACK",
            help="Add a service to this pack; else a pack is made.",
            autocompletion=complete.packs,
        ),
    ] = "",
    allow: Annotated[
        list[str] | None,
        typer.Option(metavar="TOOL", help="A tool that writes and may be used; repeat."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Make a pack of an MCP server's tools, or add them to one; reads only, unless allowed."""
    from sandbox.imports.domain import Domain, pack_files
    from sandbox.imports.mcp import add_to, as_domain
    from sandbox.imports.writing import write_pack

    check_name(name)
    server = _server(name, command, url, tuple(env or ()), token)
    if not into and (Path("fixtures") / name).exists():
        hint = "give another name, or remove it first"
        raise SandboxError(f"fixtures/{name} is there already", hint, code=2)
    found = asyncio.run(_look(server))
    allowed = found.allowed(allow or ())
    if into:
        root = _own(into)
        pack = add_to(root, found, allowed)
    else:
        title = title_of(name)
        base = Domain(name, title, today(), "US", "USD", "", [], {})
        domain = as_domain(base, found, allowed)
        pack = write_pack(Path("fixtures") / name, pack_files(domain), domain.database)
    _tell(pack, found, allowed, as_json)


def _server(name: str, command: str, url: str, env: tuple[str, ...], token: str) -> "RemoteServer":
    from pydantic import ValidationError

    from sandbox.pack.remote import McpForm, RemoteServer

    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise SandboxError(f"--command: {error}", "close the quotes", code=2) from None
    try:
        form = McpForm(command=words, url=url, env=env, token=token)
    except ValidationError as error:
        first = error.errors()[0]
        part = str(first["loc"][0]) if first["loc"] else ""
        hints = {
            "url": "https://…, or http:// on this machine",
            "env": "the name of an environment variable, never its value",
            "token": "the name of an environment variable, never its value",
        }
        said = f"--{part} can't be that" if part in hints else "give either --command or --url"
        raise SandboxError(said, hints.get(part, "sandbox import mcp --help"), code=2) from None
    return RemoteServer(name.replace("-", "_"), form.command, form.url, form.env, form.token)


async def _look(server: "RemoteServer") -> "Found":
    from sandbox.imports.mcp import Found
    from sandbox.mcp.client import McpServers
    from sandbox.mcp.serving import check_installed
    from sandbox.tools.remote import RemoteFault

    check_installed()
    servers = McpServers()
    try:
        return Found(server, await servers.tools(server))
    except RemoteFault as error:
        raise SandboxError(error.fault.message, error.fault.hint) from None
    finally:
        await servers.aclose()


def _own(into: str) -> Path:
    """The folder of the pack, copied first if it is a shipped one."""
    from sandbox.pack.find import find_pack
    from sandbox.pack.own import copied_words, own_pack

    root, copied = own_pack(find_pack(into))
    if copied:
        diagnostics.note(copied_words(root))
    return root


def _tell(pack: "Pack", found: "Found", allowed: frozenset[str], as_json: bool) -> None:
    reads = sorted(spec.name for spec in found.specs if spec.reads)
    denied = sorted(
        spec.name for spec in found.specs if not spec.reads and spec.name not in allowed
    )
    if as_json:
        output.data(
            {
                "pack": pack.name,
                "service": found.server.service,
                "reads": reads,
                "allowed": sorted(allowed),
                "denied": denied,
                "names": dict(found.names),
                "notes": list(found.notes),
            }
        )
        return
    service = found.server.service
    output.line(f"{pack.name}: {output.counted(len(found.specs), 'tool')} of the service {service}")
    output.line(f"reads, allowed: {', '.join(reads) or 'none'}")
    if allowed:
        output.line(f"may change something, ask a person: {', '.join(sorted(allowed))}")
    if denied:
        output.line(f"may change something, denied: {', '.join(denied)}")
        output.line(f"policy/{service}.rego lists those that may; none is offered before that")
    for note in found.notes:
        output.line(f"note: {note}")
    diagnostics.note("its server is asked at run time; recordings replay strictly without it")
