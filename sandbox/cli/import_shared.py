"""What imports that make a pack share: their options, how they read documents, what they tell."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sandbox.cli import diagnostics, output
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.pack.pack import Pack

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

POLICY: Final = "policy: reads are allowed, a write asks a person; edit policy/imported.rego"


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


def stubs_of(pack: "Pack") -> list[str]:
    """Names of the tools that have no body yet."""
    from sandbox.api import is_stub

    return sorted(name for name, function in pack.functions.items() if is_stub(function))


def tell_stubs(folder: str, stubs: list[str]) -> None:
    if stubs:
        output.line(f"{output.counted(len(stubs), 'tool')} without a body: {', '.join(stubs)}")
        output.line(f"write them in {folder}/tools/stubs.py; each call fails until then")


def tell_next(pack: str) -> None:
    """What to do with a pack that was made."""
    diagnostics.note(f"look at it: sandbox lint {pack} · sandbox chat --pack {pack} --model MODEL")
    diagnostics.note("it has no steps of its own yet, so offline models can't talk with it")
