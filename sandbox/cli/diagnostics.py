"""The only writer to standard error, and the only place that knows exit codes.

0 fine · 1 a finding · 2 wrong use · 3 could not run.
"""

import logging
import os
import sys
from typing import NoReturn

from sandbox.cli.output import visible
from sandbox.domain.faults import SandboxError

FINDING, WRONG_USE, COULD_NOT_RUN = 1, 2, 3


def report(error: SandboxError) -> None:
    """One line on standard error, with what to do about it."""
    print(f"sandbox: {visible(str(error))}".replace("\n", " "), file=sys.stderr)


def note(text: str) -> None:
    """One line of progress or advice on standard error."""
    print(visible(text), file=sys.stderr)


def unforeseen(error: BaseException, debug: bool) -> NoReturn:
    """An error that nobody planned for: one line, or its traceback with --debug."""
    if debug:
        raise error
    name = type(error).__name__
    print(f"sandbox: unforeseen {name} (run again with --debug to see where)", file=sys.stderr)
    sys.exit(COULD_NOT_RUN)


def show_everything() -> None:
    """--debug: our own log records, tracebacks included, on standard error."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("sandbox").setLevel(logging.DEBUG)


def log_to(path: str) -> None:
    """--log FILE: the same records appended to a file, without keys, paths and personal data."""
    from pathlib import Path

    from sandbox.adapters.logs import FileLines

    try:
        handler = FileLines(Path(path))
    except OSError as error:
        raise SandboxError(f"can't write {path}: {error.strerror}", code=2) from None
    logging.getLogger().addHandler(handler)
    logging.getLogger("sandbox").setLevel(logging.DEBUG)
    logging.captureWarnings(True)


def no_room(error: OSError) -> NoReturn:
    """A full disk: one line, and nothing more is written to standard output."""
    report(SandboxError(f"can't write: {error.strerror}", "make room, or write elsewhere"))
    silence_broken_pipe()
    sys.exit(COULD_NOT_RUN)


def silence_broken_pipe() -> None:
    """`sandbox … | head` ends quietly: what is left to flush goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
