"""`sandbox chat`: opens the screen."""

import os
import sys
from dataclasses import dataclass

from sandbox.cli import options
from sandbox.domain.faults import SandboxError


@dataclass(frozen=True)
class Start:
    """How a chat begins; empty fields mean the setting's default."""

    pack: str = ""
    model: str = ""
    customer: str | None = None
    resume: str = ""
    seed: int | None = None
    faults: tuple[str, ...] = ()
    budget: str = ""
    turn_budget: str = ""
    pin: bool | None = None


def chat(
    pack: options.Pack = "",
    model: options.Model = "",
    customer: options.Customer = None,
    resume: options.Resume = "",
    seed: options.Seed = None,
    fault: options.Faults = None,
    budget: options.Budget = "",
    turn_budget: options.TurnBudget = "",
    pin: options.Pin = None,
) -> None:
    """Chat with the agent and see every hop."""
    faults = tuple(fault or ())
    open_chat(Start(pack, model, customer, resume, seed, faults, budget, turn_budget, pin))


def open_chat(start: Start) -> None:
    """Opens the screen. Raises `SandboxError` where there is no terminal for it."""
    dumb = os.environ.get("TERM") == "dumb"
    if dumb or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SandboxError(
            "there is no terminal for the screen" + (" (TERM is dumb)" if dumb else ""),
            'use `sandbox run -m "…"` in pipes and scripts',
            code=2,
        )
    from sandbox.cli.screen import run_screen
    from sandbox.cli.start_check import check_start

    check_start(start)

    run_screen(start)
