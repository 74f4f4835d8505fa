"""What a crash leaves of a session, at each place where it can happen."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from sandbox.hub.live import LiveSession
from sandbox.log.event import Event
from sandbox.log.writer import LogWriter


async def images_of(
    live: LiveSession, home: Path, monkeypatch: pytest.MonkeyPatch, *words: str
) -> list[Path]:
    """Homes with the session's folder as a crash before each event of these turns leaves it."""
    images: list[Path] = []
    append = LogWriter.append

    def copy_first(self: LogWriter, event: Event, dumped: Any = None) -> None:
        image = home / f"crash-{len(images):03d}" / "sessions" / live.name
        shutil.copytree(live.folder.path, image)
        images.append(image.parents[1])
        append(self, event, dumped)

    monkeypatch.setattr(LogWriter, "append", copy_first)
    for one in words:
        await live.send(one)
    monkeypatch.setattr(LogWriter, "append", append)
    return images
