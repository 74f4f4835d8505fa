"""Options of the chat in lines."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.plain.teller import Level

Plain = Annotated[
    bool, typer.Option("--plain", help="Chat in lines: for screen readers and pipes.")
]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="With --plain: only what is said and asked.")
]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="With --plain: every hop.")]


def level(quiet: bool, verbose: bool) -> "Level":
    """How much is told. Raises `SandboxError` (code 2) for both at once."""
    if quiet and verbose:
        raise SandboxError("-q tells less and -v more", "give one of them", code=2)
    return "quiet" if quiet else "all" if verbose else "normal"
