"""A session that has just been had, played again."""

from sandbox import wiring
from sandbox.hub.live import LiveSession
from sandbox.log.recording import read_recording
from sandbox.settings import Settings


async def replays(live: LiveSession, settings: Settings) -> None:
    """Closes the session and asserts that a strict replay finds no difference."""
    await live.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()
