"""Large values are searched for personal data in a thread before they are masked in the loop."""

import asyncio
from typing import TypeVar

from sandbox.domain.base import JSON
from sandbox.log.items import item_of
from sandbox.ports import ModelRequest
from sandbox.privacy.mask import Mask

T = TypeVar("T")


async def search_ahead(mask: Mask, value: JSON) -> None:
    """Returns when masking `value` will be quick. Nothing is masked, learned or written by it."""
    texts, version = mask.unsearched(value), mask.known.version
    if not texts:
        return
    plain = await _whole(asyncio.get_running_loop().run_in_executor(None, mask.search, texts))
    if mask.known.version == version:
        mask.note_plain(plain)


async def search_request(mask: Mask, request: ModelRequest) -> None:
    """As `search_ahead`, for the messages of a request. Its instructions are searched in pieces."""
    items = (item_of(one) for one in request.messages if one.role != "system")
    await search_ahead(mask, [one.value for one in items if not mask.is_safe(one)])


async def _whole(work: asyncio.Future[T]) -> T:
    """What the work gives. Who is stopped meanwhile is stopped at the next wait after it.

    That is where a turn without the work would have been stopped, and a replay knows no other.
    """
    stopped = False
    while not work.done():
        try:
            await asyncio.wait((work,))
        except asyncio.CancelledError:
            stopped = True
    task = asyncio.current_task()
    if stopped and task is not None:
        task.uncancel()
        task.cancel()
    return work.result()
