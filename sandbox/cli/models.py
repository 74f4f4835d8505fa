"""`sandbox models`: the list of models, and a small one that runs on this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.cli.lists import models as listed
from sandbox.cli.teach import LIST, ListFirst
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.local.weights import Weights

models = typer.Typer(cls=ListFirst, help="Models that can answer, and one on this machine.")
models.command(LIST)(listed)


@models.command("serve-local")
def serve_local(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="Which weights; else the largest that are installed.",
            show_default=False,
        ),
    ] = "",
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="Its port.")] = 8080,
    context: Annotated[
        int, typer.Option(metavar="TOKENS", min=512, help="Its window; memory grows with it.")
    ] = 8192,
    threads: Annotated[
        int, typer.Option(metavar="N", min=0, help="Its threads; 0 is one for each core.")
    ] = 0,
    stop: Annotated[bool, typer.Option("--stop", help="End the one that runs.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Start a small real model on this machine, in the background; --stop ends it."""
    from sandbox.local.running import LocalServer
    from sandbox.settings import home_folder, load_settings

    server = LocalServer(home_folder(load_settings()))
    if stop:
        if not server.stop():
            raise SandboxError("no local model runs", "there is nothing to stop", code=2)
        diagnostics.note("stopped")
        return
    weights = _weights(name)
    from sandbox.cli.progress import progress

    with progress("MB of weights") as shown:
        there = server.start(
            weights,
            port=port,
            context=context,
            threads=threads,
            told=lambda done, whole: shown(done // 1_000_000, whole // 1_000_000),
        )
    model = f"local/{weights.name}"
    if as_json:
        output.data({"model": model, "base": there.base, "pid": there.pid})
        return
    output.line(f"{weights.title} answers at {there.base}")
    output.line(f"sandbox --model {model}")


def _weights(name: str) -> "Weights":
    """Those of this name, or the first that are installed. Raises `SandboxError` (code 2)."""
    from sandbox.local.weights import ALL, installed
    from sandbox.pack.finding import nearest

    names = [one.name for one in ALL]
    if name and name not in names:
        raise SandboxError(f"no local model {name[:40]!r}", nearest(name, names), code=2)
    if name:
        return ALL[names.index(name)]
    return next((one for one in ALL if installed(one)), ALL[0])
