"""One replay of a recording or a session. For a thread: it reads files and runs the hops."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sandbox.log.fold import Session
    from sandbox.log.recording import Recording
    from sandbox.replay.replayer import StrictReplay
    from sandbox.replay.report import Report
    from sandbox.settings import Settings
    from sandbox.tui.db.door import BackEnd

Mode = Literal["strict", "drift", "view"]
MODES: tuple[Mode, ...] = ("strict", "drift", "view")


class ReplayRun:
    """`read`, then `run`. `path`: the file; `session`: whether it is the log of a session.

    `turns_done` may be read from another thread while it runs.
    """

    def __init__(
        self, settings: Settings, name: str, path: Path, mode: Mode, session: bool = False
    ) -> None:
        self.settings = settings
        self.name = name
        self.path = path
        self.mode: Mode = mode
        self.of_session = session
        self.turns = 0
        self._recording: Recording | None = None
        self._strict: StrictReplay | None = None

    def read(self) -> Session:
        """The recorded session. Raises `SandboxError` for a torn or foreign file."""
        from sandbox.log.fold import fold
        from sandbox.log.recording import Recording, read_recording

        found = read_recording(self.path)
        self._recording = Recording(self.name, found.head, found.log)
        session = fold(found.log.events)
        self.turns = len(session.turns)
        return session

    def back_end(self) -> BackEnd:
        """The world at the end of it. After `read`. Raises `SandboxError` when it can't be made."""
        from sandbox.testing.replays import Replays
        from sandbox.tui.db.recorded import RecordedBackEnd

        assert self._recording is not None
        path = None if self.of_session else self.path
        pack = Replays(self.settings).pack_of(self._recording, path)
        return RecordedBackEnd(self._recording.log.events, pack)

    def run(self) -> Report:
        """The replay, on the pack as it lies in the working tree now. Raises `SandboxError`."""
        from sandbox import wiring
        from sandbox.testing.replays import Replays

        assert self._recording is not None
        replays, path = Replays(self.settings), None if self.of_session else self.path
        if self.mode == "drift":
            return replays.drift(self._recording, path)
        pack = replays.pack_of(self._recording, path)
        self._strict = wiring.strict_replay(self.settings, self._recording, str(pack.root))
        return asyncio.run(self._strict.run())

    @property
    def turns_done(self) -> int | None:
        """Turns that a strict replay has begun; None for one that does not tell."""
        return len(self._strict.tape.session.turns) if self._strict is not None else None
