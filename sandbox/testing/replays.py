"""Replays many recordings: each pack is loaded and compiled once."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sandbox import wiring
from sandbox.domain.faults import SandboxError
from sandbox.log.event import SessionStarted
from sandbox.log.recording import Recording
from sandbox.pack.find import DOMAIN_FILE, find_pack
from sandbox.pack.pack import Pack
from sandbox.ports import Decide, Search
from sandbox.replay.expectations import expectations_of
from sandbox.replay.replayer import StrictReplay
from sandbox.replay.report import Report
from sandbox.replay.update import Update, Updated
from sandbox.settings import Settings, load_settings

T = TypeVar("T")


@dataclass(frozen=True)
class _Kit:
    """What the replays of one pack share."""

    pack: Pack
    search: Search
    decide: Decide


class Replays:
    """Replays on the packs as they lie in the working tree when they are first needed.

    `pack`: the one to use, by name or path. Else it is the one in whose `recordings/` the file
    lies, if that is the pack it was recorded with; else the one of that name.
    """

    def __init__(self, settings: Settings | None = None, pack: str = "") -> None:
        self._settings = settings or load_settings()
        self._pack = pack
        self._kits: dict[Path, _Kit] = {}

    def strict(self, recording: Recording, path: Path | None = None) -> Report:
        """Runs the code on the recording's answers. `path`: the file it was read from.

        Raises `SandboxError`: no such pack, or a head that can't be read.
        """
        kit = self._kit(recording, path)
        expected = expectations_of(recording.head, kit.pack, recording.name)
        replay = StrictReplay(
            recording.name, recording.log.events, kit.pack, kit.search, kit.decide, expected
        )
        return run(replay.run())

    def drift(self, recording: Recording, path: Path | None = None) -> Report:
        """Runs the tools for real on the model's recorded answers. As `strict` otherwise."""
        from sandbox.replay.drift import DriftReplay

        kit = self._kit(recording, path)
        expected = expectations_of(recording.head, kit.pack, recording.name)
        replay = DriftReplay(
            recording.name, recording.log.events, kit.pack, kit.search, kit.decide, expected
        )
        return run(replay.run())

    def update(self, recording: Recording, path: Path | None = None) -> Updated:
        """The recording as the code would record it now, on the model's recorded answers.

        Raises `SandboxError` naming the turn that has to be recorded again.
        """
        kit = self._kit(recording, path)
        update = Update(recording.name, recording.log.events, kit.pack, kit.search, kit.decide)
        return run(update.run())

    def pack_of(self, recording: Recording, path: Path | None = None) -> Pack:
        """The pack that it is replayed on."""
        return self._kit(recording, path).pack

    def _kit(self, recording: Recording, path: Path | None) -> _Kit:
        events = recording.log.events
        if not events or not isinstance(events[0], SessionStarted):
            raise SandboxError(
                f"{recording.name} does not begin with the start of a session",
                "is it a recording of ours?",
            )
        around = None if self._pack or path is None else _pack_around(path)
        if around is not None:
            kit = self._load(around)
            if kit.pack.name == events[0].pack:
                return kit
        return self._load(find_pack(self._pack or events[0].pack, self._settings.packs or None))

    def _load(self, root: Path) -> _Kit:
        if root not in self._kits:
            pack = wiring.load(self._settings, str(root))
            self._kits[root] = _Kit(pack, wiring.search_of(pack), wiring.rules_of(pack))
        return self._kits[root]


def run(work: Coroutine[None, None, T]) -> T:
    """The result of `work`, also inside a running event loop, as in an async test."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _pack_around(path: Path) -> Path | None:
    """The pack in whose `recordings/` the file lies, None if it lies in none."""
    folder = path.resolve().parent
    inside = folder.name == "recordings" and (folder.parent / DOMAIN_FILE).is_file()
    return folder.parent if inside else None
