"""`sandbox packs`: what there is, and the map of one."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.cli import complete, diagnostics, options, output
from sandbox.cli.lists import packs as listed
from sandbox.cli.teach import TaughtGroup
from sandbox.domain.faults import SandboxError

packs = typer.Typer(
    cls=TaughtGroup,
    help="Packs that can be opened by name, and what leads where in one.",
    invoke_without_command=True,
)


@packs.callback()
def start(
    context: typer.Context,
    copy: Annotated[
        str,
        typer.Option(
            metavar="PACK",
            help="Copy a shipped pack to ./fixtures, to be changed.",
            autocompletion=complete.packs,
        ),
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Packs that can be opened by name; --copy makes a shipped one yours."""
    if context.invoked_subcommand is None:
        listed(copy, as_json)
    elif copy or as_json:
        raise SandboxError("these options come after the command", "sandbox packs --help", code=2)


@packs.command("map")
def show_map(
    pack: Annotated[
        str,
        typer.Argument(
            metavar="[PACK]",
            help="Pack by name or path; else the setting's, brightcart.",
            autocompletion=complete.packs,
            show_default=False,
        ),
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="All phrases, not the first three.")] = False,
    mermaid: Annotated[
        str, typer.Option(metavar="FILE", help="Write it as a Mermaid flowchart; - prints it.")
    ] = "",
    page: Annotated[
        str, typer.Option(metavar="FILE", help="Write a Markdown page with the chart.")
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Which phrases lead to which procedure, tools, services and rules."""
    from sandbox import wiring
    from sandbox.pack import map_mermaid
    from sandbox.pack.map import map_of
    from sandbox.pack.map_lines import PHRASES, map_lines
    from sandbox.settings import load_settings

    found = map_of(wiring.load(load_settings(), pack))
    for file, text in ((mermaid, map_mermaid.mermaid), (page, map_mermaid.page)):
        if file:
            _write(file, text(found))
    if as_json:
        output.data(found.model_dump(mode="json"))
    elif not mermaid and not page:
        most = max((len(one.examples) for one in found.intents), default=0) if every else PHRASES
        output.lines(line.whole for line in map_lines(found, most))


def _write(file: str, text: str) -> None:
    if file == "-":
        output.text(text)
        return
    path = Path(file)
    try:
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        hint = "name a file in a folder that you may write"
        raise SandboxError(f"can't write {path.name}: {error.strerror}", hint) from None
    diagnostics.note(f"wrote {path.name}")
