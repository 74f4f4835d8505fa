"""Worst stalls of an event loop while litellm loads: `python -m sandbox.bench.ticker`.

With `idle SECONDS` nothing loads. A 5 ms ticker runs in the loop; how late it is, is how long a key
would have waited. Writes one JSON document: seconds until litellm was imported and until it was
warm, worst stall in each part.
"""

import asyncio
import json
import sys
import time

_TICK = 0.005


async def ticks(until: float) -> list[tuple[float, float]]:
    """(seconds since the start, lateness in seconds) of each tick, until cancelled or over."""
    late: list[tuple[float, float]] = []
    start = before = time.perf_counter()
    try:
        while before - start < until:
            await asyncio.sleep(_TICK)
            now = time.perf_counter()
            late.append((now - start, now - before - _TICK))
            before = now
    except asyncio.CancelledError:
        pass
    return late


async def loading() -> dict[str, float]:
    """Stalls from the start of `warm()` to its end."""
    from sandbox.models.litellm_door import warm

    start = time.perf_counter()
    ticker = asyncio.ensure_future(ticks(120.0))
    await asyncio.sleep(_TICK)
    future = asyncio.wrap_future(warm())
    imported = 0.0
    while not future.done():
        await asyncio.sleep(_TICK)
        if not imported and _imported():
            imported = time.perf_counter() - start
    await future
    warmed = time.perf_counter() - start
    imported = imported or warmed
    ticker.cancel()
    late = await ticker
    return {
        "imported": imported,
        "warm": warmed,
        "stall_import": max(lag for at, lag in late if at <= imported),
        "stall_warm": max((lag for at, lag in late if at > imported), default=0.0),
    }


def _imported() -> bool:
    # The door sets this right after the import; the module itself is listed from its beginning.
    module = sys.modules.get("litellm")
    return bool(module and module.__dict__.get("disable_hf_tokenizer_download"))


async def idle(seconds: float) -> dict[str, float]:
    """The same ticker with nothing beside it: what the machine alone does to it."""
    return {"stall": max(lag for _, lag in await ticks(seconds))}


if __name__ == "__main__":
    told = asyncio.run(idle(float(sys.argv[2])) if sys.argv[1:2] == ["idle"] else loading())
    print(json.dumps(told))
