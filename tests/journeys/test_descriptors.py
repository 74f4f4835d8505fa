"""What a session holds open while its turn runs."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sandbox.hub.live import LiveSession
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta

EACH = {"lock": 1, "log.jsonl": 1, "world.sqlite": 1, "world.sqlite-wal": 1, "world.sqlite-shm": 1}


def held(folder: Path) -> Counter[str]:
    """Open files of one session, by name."""
    links = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return Counter(link.name for link in links if folder in link.parents)


class Watched:
    """A model that notes what is open each time it is asked."""

    def __init__(self, model: Model, folder: Path) -> None:
        self.model, self.folder = model, folder
        self.seen: list[Counter[str]] = []

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        self.seen.append(held(self.folder))
        async for item in self.model.stream(request):
            yield item


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts through /proc")
async def test_a_turn_that_reads_and_writes_holds_five_descriptors(
    start: Callable[..., LiveSession],
) -> None:
    live = start()
    folder = live.folder.path.resolve()
    model = Watched(live.parts.model_for(live.session.model), folder)
    live.parts.model_for = lambda name: model  # pyright: ignore[reportAttributeAccessIssue]
    await live.send("cancel order 10093")
    assert len(model.seen) == 3
    assert all(seen <= Counter(EACH) for seen in model.seen)
    assert model.seen[-1] == EACH
    await live.close()
    assert not held(folder)
