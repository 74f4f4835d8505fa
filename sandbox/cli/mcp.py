"""`sandbox mcp serve`: the pack's services as an MCP server, for agents that are not ours."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.cli.complete import words
from sandbox.cli.teach import TaughtGroup
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession
    from sandbox.mcp.calls import PackCalls

TOKEN: Final = "SANDBOX_MCP_TOKEN"
"""The environment's name for the token of `--http`; without it each start makes one."""

mcp = typer.Typer(
    cls=TaughtGroup, help="The pack's services for other agents.", no_args_is_help=True
)


@mcp.callback()
def group() -> None:
    """The pack's services for other agents."""


@mcp.command()
def serve(
    pack: Annotated[
        str,
        typer.Argument(
            metavar="[PACK]",
            help="Pack by name or path; else the setting's, brightcart.",
            autocompletion=complete.packs,
            show_default=False,
        ),
    ] = "",
    session: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Serve a copy of this session, or last, and log the calls in the copy.",
            autocompletion=complete.sessions,
        ),
    ] = "",
    in_place: Annotated[
        bool, typer.Option("--in-place", help="With --session: serve the session itself.")
    ] = False,
    http: Annotated[
        int | None,
        typer.Option(metavar="PORT", help="Streamable HTTP on 127.0.0.1; 0 takes a free port."),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Offer tools that write, too.")] = False,
    approve: Annotated[
        str,
        typer.Option(
            metavar="none|all|FILE",
            help="Answer to confirms; FILE is YAML, rule or tool: approve, reject or escalate.",
            autocompletion=words("none", "all"),
        ),
    ] = "none",
    customer: options.Customer = None,
    seed: options.Seed = None,
    fault: options.Faults = None,
) -> None:
    """Serve a pack's tools to any MCP client, on a world of their own."""
    from sandbox.mcp.serving import check_installed

    if in_place and not session:
        raise SandboxError("--in-place needs --session", "sandbox mcp serve --help", code=2)
    if session and pack:
        hint = "leave PACK out: the session knows its pack"
        raise SandboxError("give a pack or --session, not both", hint, code=2)
    check_installed()
    given = _Given(pack, session, in_place, http, write, approve, customer, seed)
    asyncio.run(_serve(given, tuple(fault or ())))


@dataclass(frozen=True)
class _Given:
    pack: str
    session: str
    in_place: bool
    http: int | None
    write: bool
    approve: str
    customer: str | None
    seed: int | None


async def _serve(given: _Given, faults: tuple[str, ...]) -> None:
    from sandbox.mcp import serving
    from sandbox.mcp.calls import PackCalls
    from sandbox.mcp.server import make_server

    taken = None if given.http is None else serving.listen(given.http)
    try:
        async with _world(given, faults) as live:
            calls = PackCalls(live, given.write)
            server = make_server(live.pack.name, live.pack.title, live.pack.version, calls)
            _tell(live, calls, given)
            if taken is None:
                await serving.serve_stdio(server)
            else:
                await serving.serve_http(server, taken, _token(taken.getsockname()[1]))
    finally:
        if taken is not None:
            taken.close()


@asynccontextmanager
async def _world(given: _Given, faults: tuple[str, ...]) -> AsyncGenerator["LiveSession"]:
    """The session whose world is served; without --session one that is gone at the end."""
    import tempfile
    from pathlib import Path

    from sandbox import wiring
    from sandbox.cli.approvals import approvals
    from sandbox.settings import load_settings

    settings, ask = load_settings(), approvals(given.approve)
    if not given.session:
        pack = wiring.load(settings, given.pack)
        start = wiring.Start("sandbox/scripted", given.customer, given.seed, faults)
        with tempfile.TemporaryDirectory(prefix="hopscope-mcp-") as folder:
            live = wiring.new_session(settings, pack, start, ask=ask, home=Path(folder))
            try:
                yield live
            finally:
                await live.close()
        return
    opened = wiring.open_session if given.in_place else wiring.fork_session
    live = await opened(settings, given.session, ask=ask)
    try:
        if given.customer is not None:
            live.switch_principal(given.customer)
        for one in faults:
            live.arm(one)
        yield live
    finally:
        await live.close()


def _tell(live: "LiveSession", calls: "PackCalls", given: _Given) -> None:
    who = live.session.principal.customer or "nobody"
    tools = output.counted(len(calls.offered), "tool")
    kind = "reads and writes" if given.write else "reads only; --write offers the others"
    diagnostics.note(f"{live.pack.name}: {tools} ({kind}), spoken for: {who}")
    if given.session:
        said = "its calls are logged in it" if given.in_place else f"a copy of {given.session}"
        diagnostics.note(f"session {live.name}: {said}")


def _token(port: int) -> str:
    """The token of the environment, else a new one, which is told."""
    import secrets

    from sandbox.mcp.serving import HOST, PATH

    diagnostics.note(f"http://{HOST}:{port}{PATH}, until Ctrl+C")
    token = os.environ.get(TOKEN, "")
    if token:
        diagnostics.note(f"each request needs: Authorization: Bearer (the value of {TOKEN})")
        return token
    token = secrets.token_urlsafe(24)
    diagnostics.note(f"each request needs: Authorization: Bearer {token}")
    return token
