"""Records the broken sessions anew: `python -m tests.broken.record [NAME …]`.

They go to `fixtures/broken/`. The same code gives the same bytes each time: clocks count instead of
running, and a recording is only written when it replays identically right away.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from sandbox.cli.saving import save_session
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from tests.broken.stage import Stage, load
from tests.broken.stories import BROKEN, FOLDER


def file_of(name: str, folder: Path = FOLDER) -> Path:
    """Where the recording of a story lies: that of a pack of its own in that pack."""
    pack = Path(BROKEN[name].pack)
    inside = folder / pack.name / "recordings" if pack.is_absolute() else folder
    return inside / f"{name}{SUFFIX}"


async def record(name: str, settings: Settings, home: Path, folder: Path = FOLDER) -> Path:
    """Plays one story on a stage in `home`, and saves it in `folder`."""
    story = BROKEN[name]
    live = await story.play(Stage(settings, load(settings, story.pack), home))
    await live.close()
    path, _ = save_session(live.folder, file_of(name, folder), story.title)
    report = Replays(settings).strict(read_recording(path), file_of(name))
    if not report.identical:
        raise SystemExit("\n".join(report.lines()))
    return path


async def main(names: list[str]) -> None:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    for name in names or BROKEN:
        with tempfile.TemporaryDirectory() as home:
            path = await record(name, settings, Path(home))
            print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
