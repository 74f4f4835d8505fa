"""A loopback server in a thread of its own, for tests that run the client in another process."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from tests.loopback.http import Server

S = TypeVar("S", bound=Server)


@contextmanager
def in_thread(server: S) -> Iterator[S]:
    """`with in_thread(OpenAIServer(script=…)) as server:` runs it until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(timeout=5)

    run(server.__aenter__())
    try:
        yield server
    finally:
        run(server.__aexit__())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=5)
        loop.close()
