"""Who answers as sandbox/human where there is no screen: a file, or a person at the terminal."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli import diagnostics
from sandbox.cli.human_file import FilePerson, Replies, read_replies
from sandbox.domain.faults import SandboxError
from sandbox.models.human import HUMAN

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession


class Sitting:
    """Says whether somebody can answer before a session is made, and seats them in it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._replies = read_replies(Path(file)) if file else None
        self._person: FilePerson | None = None

    def check(self, models: Collection[str]) -> None:
        """Raises `SandboxError` (code 2) where sandbox/human is asked and nobody can answer."""
        asked = HUMAN in models
        _check_use(self._file, asked)
        if asked and self._replies is None and not _terminal():
            raise SandboxError(
                f"{HUMAN} needs a person at a terminal",
                "--human FILE gives the replies, a YAML list of what one would type",
                code=2,
            )

    def seat(self, live: "LiveSession") -> None:
        """From now on they answer where `live` asks a person."""
        seat = live.parts.seat
        if self._replies is not None:
            self._person = FilePerson(self._replies, seat.contracts)
            seat.person = self._person.ask
        elif _terminal():
            from sandbox.cli.human_terminal import TerminalPerson

            seat.person = TerminalPerson(seat.contracts).ask

    def close(self) -> None:
        """Tells of replies that were not needed: one call fewer than whoever wrote them thought."""
        if self._person is not None and self._replies is not None and self._person.left:
            diagnostics.note(f"{self._replies.name}: {self._person.left} of its replies not needed")


def replies_for(file: str, models: Collection[str]) -> Replies | None:
    """The replies of `file` for sandbox/human among `models`; None without a file.

    Raises `SandboxError` (code 2) for a file that says none, and for one that nobody would read.
    """
    _check_use(file, HUMAN in models)
    return read_replies(Path(file)) if file else None


def _check_use(file: str, asked: bool) -> None:
    if file and not asked:
        raise SandboxError(
            f"--human gives the replies of {HUMAN}, and only other models are asked",
            f"name {HUMAN} as a model",
            code=2,
        )


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
