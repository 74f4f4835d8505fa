"""What the imports that make a pack share: their options, and how they read documents."""

from pathlib import Path
from typing import Annotated

import typer

from sandbox.domain.faults import SandboxError

NewPack = Annotated[str, typer.Argument(metavar="NAME", help="Name of the new pack.")]
Policy = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Document for the prompt; repeat for more."),
]
Customers = Annotated[
    str, typer.Option(metavar="TABLE", help="Table of those who speak; else users, say.")
]
Now = Annotated[
    str, typer.Option(metavar="TIME", help="When its world begins; else its latest date.")
]
Region = Annotated[str, typer.Option(metavar="XX", help="Country of phone numbers without a code.")]
Currency = Annotated[str, typer.Option(metavar="XXX", help="Currency of amounts.")]


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
