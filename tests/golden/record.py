"""Records the golden sessions anew: `python -m tests.golden.record [NAME …]`.

They go to `fixtures/brightcart/recordings/`, where `sandbox replay` and the tests find them. A
recording is only written when it replays identically right away.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from sandbox import wiring
from sandbox.cli.saving import save_session
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.settings import Settings
from tests.golden.stories import STORIES, Stage

FOLDER = Path(__file__).parents[2] / "fixtures" / "brightcart" / "recordings"


async def record(name: str, stage: Stage) -> Path:
    """Plays one story and saves it."""
    title, story = STORIES[name]
    live = await story(stage)
    await live.close()
    path, _ = save_session(live.folder, FOLDER / f"{name}{SUFFIX}", title)
    report = await wiring.strict_replay(stage.settings, read_recording(path)).run()
    if not report.identical:
        raise SystemExit("\n".join(report.lines()))
    return path


async def main(names: list[str]) -> None:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    pack = wiring.load(settings, "brightcart")
    for name in names or STORIES:
        with tempfile.TemporaryDirectory() as home:
            path = await record(name, Stage(settings, pack, Path(home)))
            print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
