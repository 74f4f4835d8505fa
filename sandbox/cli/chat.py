"""`sandbox chat`: opens the screen."""

import os
import sys
from dataclasses import dataclass
from typing import Annotated

import typer

from sandbox.domain.faults import SandboxError


@dataclass(frozen=True)
class Start:
    """How a chat begins; empty fields mean the setting's default."""

    pack: str = ""
    model: str = ""
    customer: str | None = None
    resume: str = ""
    seed: int | None = None


def chat(
    pack: Annotated[str, typer.Option(help="Pack by name or path.")] = "",
    model: Annotated[str, typer.Option(help="Model that answers.")] = "",
    customer: Annotated[
        str | None, typer.Option("--as", help="Customer who speaks, or nobody.")
    ] = None,
    resume: Annotated[str, typer.Option(help="Session to take up again, or last.")] = "",
    seed: Annotated[int | None, typer.Option(help="Seed of the world's dice.")] = None,
) -> None:
    """Chat with the agent and see every hop."""
    open_chat(Start(pack, model, customer, resume, seed))


def open_chat(start: Start) -> None:
    """Opens the screen. Raises `SandboxError` where there is no terminal for it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        raise SandboxError(
            "there is no terminal for the screen",
            'use `sandbox run -m "…"` in pipes and scripts',
            code=2,
        )
    from sandbox.cli.screen import run_screen

    run_screen(start)
