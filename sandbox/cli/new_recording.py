"""Plays a new pack's scenario and keeps the session as its first recording."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory


def record(folder: Path) -> None:
    """Writes `recordings/SCENARIO.rec.jsonl` in the pack `folder`; no setting of a person counts.

    Raises `SandboxError` when the pack can't be loaded or written.
    """
    from sandbox.pack.starter.files import SCRIPT

    script = folder / SCRIPT
    path = folder / "recordings" / f"{script.stem}.rec.jsonl"
    asyncio.run(_record(folder, script, path))


async def _record(folder: Path, script: Path, path: Path) -> None:
    from sandbox import wiring
    from sandbox.cli.scripts import read_script
    from sandbox.log.recording import Head, write_recording
    from sandbox.pack.starter.files import ASSERTIONS
    from sandbox.settings import Settings

    plain = Settings.model_construct()
    pack = wiring.load(plain, str(folder))
    with TemporaryDirectory() as home:
        live = wiring.new_session(
            plain, pack, wiring.Start(model="sandbox/scripted"), home=Path(home)
        )
        try:
            for text in read_script(script):
                await live.send(text)
        finally:
            await live.close()
        head = Head(
            title="Opening hours, one appointment cancelled, one too late",
            tags=("first",),
            pack=pack.name,
            assertions=ASSERTIONS,
        )
        write_recording(path, head, live.folder.log)
