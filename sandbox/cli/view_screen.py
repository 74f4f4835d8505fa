"""Recordings in the screen, to look around in: `sandbox replay FILE --mode view --screen`."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.cli.replayable import Found
    from sandbox.settings import Settings


def view_screen(found: "Sequence[Found]", settings: "Settings") -> None:
    """Blocks until the user leaves. Raises `SandboxError` (code 2) without a terminal."""
    if os.environ.get("TERM") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SandboxError(
            "there is no terminal for the screen", "leave --screen out for lines", code=2
        )
    from sandbox.tui.inspecting.recordings import RecordingsApp

    RecordingsApp([one.path for one in found], settings).run()
