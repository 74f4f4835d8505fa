"""The turn over real HTTP on loopback: ours, a bare litellm loop, a bare HTTP loop, in turns.

All three send the same request bodies to the same server, which runs in another process and
streams its replies in pieces of eight characters.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from typing import Any

from sandbox.bench.figure import Figure, figure
from sandbox.bench.run import Run
from sandbox.bench.server import Loopback, Reply, serving
from sandbox.bench.sessions import CANCEL, Bench, Item, shape
from sandbox.bench.stats import pairwise_ratios
from sandbox.domain.base import JSON
from sandbox.log.fold import Turn
from sandbox.models.litellm_door import door
from sandbox.ports import ModelReply

MODEL = "openai/gpt-4o-mini"
_KEY = "none"
_QUIET = 0.02
"""Seconds that work left in the background has before the CPU is read."""
_WARM = 3

Pair = tuple[float, float]
"""CPU and time of one round in ms."""
Loop = Callable[[], Awaitable[Pair]]


def measure(run: Run) -> Iterator[Figure]:
    """CPU and time of the three, and ours over each of the others."""
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> list[Figure]:
    replies = (await Bench(run.pack, run.scratch).recorded(CANCEL))[0]
    litellm = await door()
    bodies = await _bodies(run, replies)
    with serving(said(replies)) as base:
        bench = Bench(run.pack, run.scratch, api_base=base)
        turns: list[Turn] = []
        loops: dict[str, Loop] = {
            "ours": lambda: ours(bench, turns),
            "litellm": lambda: _spent(lambda: _litellm(litellm, base, bodies)),
        }
        async with _http_client() as client:
            loops["http"] = lambda: _spent(lambda: _http(client, base, bodies))
            spent = await _alternate(loops, run.pick(15, 50, tiny=2))
    is_it, words = shape(turns[-1])
    return _figures(spent, words, not is_it)


def _figures(spent: dict[str, list[Pair]], words: str, broken: bool) -> list[Figure]:
    names = {"ours": "our turn", "litellm": "bare litellm loop", "http": "bare HTTP loop (httpx)"}
    found: list[Figure] = []
    for place, what in enumerate(("CPU", "time")):
        columns = {name: [pair[place] for pair in pairs] for name, pairs in spent.items()}
        for name, samples in columns.items():
            note = f"{words}; {len(samples)} rounds" if name == "ours" else ""
            indent = "" if name == "ours" else "  "
            found.append(
                figure(f"{indent}{what}: {names[name]}", "ms", samples, None, note, broken)
            )
        for other in ("litellm", "http"):
            ratios = pairwise_ratios(columns["ours"], columns[other])
            found.append(figure(f"  {what}: ours over {names[other]}", "x", ratios))
        above = [a - b for a, b in zip(columns["ours"], columns["litellm"], strict=True)]
        found.append(figure(f"  {what}: what we add to litellm", "ms", above))
    return found


async def _alternate(loops: dict[str, Loop], rounds: int) -> dict[str, list[Pair]]:
    spent: dict[str, list[Pair]] = {name: [] for name in loops}
    for number in range(rounds + _WARM):
        for name, loop in loops.items():
            pair = await loop()
            if number >= _WARM:
                spent[name].append(pair)
    return spent


async def _spent(work: Callable[[], Awaitable[object]]) -> Pair:
    """CPU is read after what the work left in the background is done."""
    cpu, start = time.process_time(), time.perf_counter()
    await work()
    wall = time.perf_counter() - start
    await asyncio.sleep(_QUIET)
    return (time.process_time() - cpu) * 1e3, wall * 1e3


async def ours(bench: Bench, turns: list[Turn]) -> Pair:
    """The turn alone: opening and closing its session are not counted."""
    live = bench.session(MODEL)
    pair = await _spent(lambda: live.send(CANCEL))
    await live.close()
    turns.append(live.session.turns[-1])
    return pair


async def _litellm(litellm: Any, base: str, bodies: list[dict[str, JSON]]) -> None:
    """What somebody writes who wants no more than the answers."""
    for body in bodies:
        stream = await litellm.acompletion(
            **{**body, "model": MODEL},
            api_base=base,
            api_key=_KEY,
            max_retries=0,
            _skip_mcp_handler=True,
        )
        text, arguments = "", ""
        async with aclosing(stream):
            async for chunk in stream:
                for choice in chunk.choices:
                    text += choice.delta.content or ""
                    for call in choice.delta.tool_calls or ():
                        arguments += call.function.arguments or ""
        assert text or json.loads(arguments)


def _http_client() -> Any:
    import httpx

    return httpx.AsyncClient(timeout=30.0, trust_env=False)


async def _http(client: Any, base: str, bodies: list[dict[str, JSON]]) -> None:
    """The least that can be done: post, read the events, put the pieces together."""
    headers = {"authorization": f"Bearer {_KEY}"}
    for body in bodies:
        text, arguments = "", ""
        address = f"{base}/chat/completions"
        async with client.stream("POST", address, json=body, headers=headers) as response:
            async for line in response.aiter_lines():
                if not line.startswith("data: {"):
                    continue
                for choice in json.loads(line[6:])["choices"]:
                    delta = choice["delta"]
                    text += delta.get("content") or ""
                    for call in delta.get("tool_calls", ()):
                        arguments += call["function"]["arguments"]
        assert text or json.loads(arguments)


async def _bodies(run: Run, replies: list[list[Item]]) -> list[dict[str, JSON]]:
    """The request bodies of one turn as they go over the wire."""
    async with Loopback(said(replies), keep=True) as server:
        bench = Bench(run.pack, run.scratch, api_base=server.base)
        await ours(bench, [])
        return server.bodies


def said(replies: list[list[Item]]) -> list[Reply]:
    """Recorded answers of a model as the loopback server gives them."""
    return [
        Reply(item.text, tuple((call.tool, call.arguments) for call in item.calls))
        for items in replies
        for item in items
        if isinstance(item, ModelReply)
    ]
