"""Prints lines as they come, and knows when nobody reads them any more."""

import sys
from collections.abc import Callable

from sandbox.cli import diagnostics, output
from sandbox.domain.faults import SandboxError


class Voice:
    """Never raises: it is called from inside a turn, which has to be ended in order first.

    `broken`: why nothing can be printed. `on_broken` is then called, once.
    """

    def __init__(self) -> None:
        self.broken: OSError | None = None
        self.on_broken: Callable[[], None] = lambda: None

    def say(self, text: str) -> None:
        """One line, at once."""
        if self.broken is not None:
            return
        try:
            output.line(text)
            sys.stdout.flush()
        except OSError as error:
            self.broken = error
            self.on_broken()

    def refuse(self, error: SandboxError) -> None:
        """What is wrong, on standard error, in order with what was said."""
        diagnostics.report(error)
