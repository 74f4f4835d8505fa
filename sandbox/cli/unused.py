"""A session that nobody said a word in is not left behind."""

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.hub.live import LiveSession


async def close(live: "LiveSession") -> None:
    """Closes the session; without a turn, and if it is no fork, its folder goes too."""
    words = live.unsent()
    await live.close()
    if not words and not live.folder.holds_a_turn():
        shutil.rmtree(live.folder.path, ignore_errors=True)
