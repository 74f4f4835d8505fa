"""`sandbox chat`: opens the screen, or the chat in lines."""

import os
import sys
from dataclasses import dataclass, replace

from sandbox.cli import options, plain_options
from sandbox.domain.faults import SandboxError


@dataclass(frozen=True)
class Start:
    """How a chat begins; empty fields mean the setting's default.

    `plain`: in lines, without the screen; `quiet` or `verbose` then say how much is told.
    """

    pack: str = ""
    model: str = ""
    customer: str | None = None
    resume: str = ""
    seed: int | None = None
    faults: tuple[str, ...] = ()
    budget: str = ""
    turn_budget: str = ""
    pin: bool | None = None
    plain: bool = False
    quiet: bool = False
    verbose: bool = False


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
    plain: plain_options.Plain = False,
    quiet: plain_options.Quiet = False,
    verbose: plain_options.Verbose = False,
) -> None:
    """Chat with the agent and see every hop."""
    faults = tuple(fault or ())
    begin = Start(pack, model, customer, resume, seed, faults, budget, turn_budget, pin)
    open_chat(replace(begin, plain=plain, quiet=quiet, verbose=verbose))


def open_chat(start: Start) -> None:
    """Opens the chat. Raises `SandboxError` where there is no terminal for its screen."""
    from sandbox.cli.start_check import check_start

    if start.plain:
        from sandbox.cli.plain import run_plain

        level = plain_options.level(start.quiet, start.verbose)
        check_start(start)
        run_plain(start, level)
        return
    _check_terminal(start)
    check_start(start)
    from sandbox.cli.screen import run_screen

    run_screen(start)


def _check_terminal(start: Start) -> None:
    if start.quiet or start.verbose:
        raise SandboxError("-q and -v belong to --plain", "sandbox chat --plain -v", code=2)
    if os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver"):
        return  # `sandbox serve` has started us, and a browser is the terminal
    dumb = os.environ.get("TERM") == "dumb"
    if dumb or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SandboxError(
            "there is no terminal for the screen" + (" (TERM is dumb)" if dumb else ""),
            'use `sandbox run -m "…"` in scripts, `sandbox chat --plain` to chat in lines',
            code=2,
        )
