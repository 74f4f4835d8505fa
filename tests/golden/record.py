"""Records the golden sessions anew: `python -m tests.golden.record [NAME …]`.

They go to `fixtures/PACK/recordings/`, where `sandbox replay` and the tests find them. A recording
is only written when it replays identically right away.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from sandbox import wiring
from sandbox.cli.saving import save_session
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.settings import Settings
from tests.golden.helpdesk_stories import HELPDESK
from tests.golden.stories import STORIES, Stage

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOLDER = FIXTURES / "brightcart" / "recordings"
PACKS = {"brightcart": STORIES, "helpdesk": HELPDESK}


def file_of(pack: str, name: str) -> Path:
    """Where the recording of a story lies."""
    return FIXTURES / pack / "recordings" / f"{name}{SUFFIX}"


async def record(name: str, stage: Stage) -> Path:
    """Plays one story and saves it."""
    title, story = PACKS[stage.pack.name][name]
    live = await story(stage)
    await live.close()
    path, _ = save_session(live.folder, file_of(stage.pack.name, name), title)
    report = await wiring.strict_replay(stage.settings, read_recording(path)).run()
    if not report.identical:
        raise SystemExit("\n".join(report.lines()))
    return path


async def main(names: list[str]) -> None:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    for pack_name, stories in PACKS.items():
        pack = wiring.load(settings, pack_name)
        for name in stories:
            if names and name not in names:
                continue
            with tempfile.TemporaryDirectory() as home:
                path = await record(name, Stage(settings, pack, Path(home)))
                print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
