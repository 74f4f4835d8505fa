"""Replays many recordings: each pack is loaded and compiled once."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sandbox import wiring
from sandbox.domain.faults import SandboxError
from sandbox.hub.pack_copies import find_copy
from sandbox.log.canonical import digest
from sandbox.log.event import SessionStarted
from sandbox.log.recording import Recording
from sandbox.pack.find import DOMAIN_FILE, find_pack
from sandbox.pack.pack import Pack
from sandbox.replay.expectations import expectations_of
from sandbox.replay.kit import Kit
from sandbox.replay.replayer import StrictReplay
from sandbox.replay.report import Report
from sandbox.replay.update import Update, Updated
from sandbox.settings import Settings, home_folder, load_settings

T = TypeVar("T")


class Replays:
    """Replays on the packs as they lie in the working tree when they are first needed.

    `pack`: the one to use, by name or path. Else it is the one in whose `recordings/` the file
    lies, if that is the pack it was recorded with; else the one of that name. `pinned`: on the
    copies that the sessions keep of the versions they ran on.
    """

    def __init__(
        self, settings: Settings | None = None, pack: str = "", *, pinned: bool = False
    ) -> None:
        self._settings = settings or load_settings()
        self._pack = pack
        self._pinned = pinned
        self._kits: dict[Path, Kit] = {}

    def strict(self, recording: Recording, path: Path | None = None) -> Report:
        """Runs the code on the recording's answers. `path`: the file it was read from.

        Raises `SandboxError`: no such pack, or a head that can't be read.
        """
        kit = self._kit(recording, path)
        expected = expectations_of(recording.head, kit.pack, recording.name)
        replay = StrictReplay(
            recording.name,
            recording.log.events,
            kit.pack,
            kit.search,
            kit.decide,
            expected,
            self._versions(path) if self._pinned else None,
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

    def _kit(self, recording: Recording, path: Path | None) -> Kit:
        events = recording.log.events
        if not events or not isinstance(events[0], SessionStarted):
            raise SandboxError(
                f"{recording.name} does not begin with the start of a session",
                "is it a recording of ours?",
            )
        if self._pinned:
            return self._versions(path)(events[0].files)
        around = None if self._pack or path is None else _pack_around(path)
        if around is not None:
            kit = self._load(around)
            if kit.pack.name == events[0].pack:
                return kit
        return self._load(find_pack(self._pack or events[0].pack, self._settings.packs or None))

    def _versions(self, path: Path | None) -> Callable[[Mapping[str, str]], Kit]:
        """The kit of the version with these digests of files.

        The copies of the session that `path` is the log of come first, then those of all sessions.
        Raises `SandboxError` naming the version that nobody has kept.
        """
        beside = path.parent / "packs" if path is not None else None

        def kit_of(files: Mapping[str, str]) -> Kit:
            name = digest(dict(files))
            kept = beside / name if beside is not None and (beside / name).is_dir() else None
            copy = kept or find_copy(home_folder(self._settings), name)
            if copy is None:
                raise SandboxError(
                    f"no session here has kept version {name[:8]} of the pack",
                    "leave --pinned out, and it runs on the pack as it is now",
                )
            kit = self._load(copy)
            if digest(dict(kit.pack.digests)) != name:
                raise SandboxError(
                    f"the copy of version {name[:8]} of the pack was changed since",
                    f"remove {copy.parent.parent.name}/packs/{name[:8]}… or leave --pinned out",
                )
            return kit

        return kit_of

    def _load(self, root: Path) -> Kit:
        if root not in self._kits:
            pack = wiring.load(self._settings, str(root))
            self._kits[root] = Kit(pack, wiring.search_of(pack), wiring.rules_of(pack))
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
