"""A long reply streamed into the real screen, against a bare litellm loop and a bare HTTP loop.

A server of its own sends 500 pieces a second. CPU a piece is that of a long reply less that of a
short one, so that the turn around it is not in it.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from sandbox.bench.environment import child_environment, program
from sandbox.bench.figure import Figure, figure
from sandbox.bench.machine import cpu_seconds
from sandbox.bench.run import Run
from sandbox.bench.server import Reply, chunks, serving
from sandbox.bench.terminal import Terminal
from sandbox.models.litellm_door import door

_PACE = 500
_MODEL = "openai/gpt-4o-mini"
_KEY = "none"
_OPEN = "LIVE"
_WORDS = "where is my order 10042?"
"""Words that are understood: after a few that are not, a person takes over."""
_SHORT = 40
"""Pieces of the short reply."""
_BEGUN = 0.8
"""Seconds after which the reply has begun."""
_LETTERS = "ßøłñðþæđħŋ"
"""Letters that no reply and no part of the screen has: each is seen when it is painted."""
_SENTENCE = "The parcel left the depot this morning and comes on the day after it, said reply {n}. "


@dataclass
class _Seen:
    """What one reply took the app: CPU in seconds, seconds to its last word, letters in ms."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    letters: list[float] = field(default_factory=list)


def measure(run: Run) -> Iterator[Figure]:
    """CPU a piece; how late the last word is painted; keys typed meanwhile."""
    pieces = run.pick(1000, 1500, tiny=120)
    rounds = run.pick(2, 3, tiny=1)
    # A pair for each round: what an earlier one painted must not pass for this one's words.
    sizes = (_SHORT, pieces) * (rounds + 1)
    replies = [Reply(_text(size, number)) for number, size in enumerate(sizes)]
    more = _count(replies[1]) - _count(replies[0])
    with serving(replies, _PACE) as base:
        short, long = _in_the_screen(run, base, rounds)
        litellm, http = asyncio.run(_bare(base, rounds))
    if long.cpu:
        ours = [(a - b) * 1e3 / more for a, b in zip(long.cpu[1:], short.cpu[1:], strict=True)]
        note = f"{_count(replies[1]):,} pieces of 8 characters at {_PACE} a second"
        yield figure("CPU of the app for a piece of a stream", "ms", ours, None, note)
        yield figure("  bare litellm loop", "ms", [(b - a) * 1e3 / more for a, b in litellm])
        yield figure("  bare HTTP loop (httpx)", "ms", [(b - a) * 1e3 / more for a, b in http])
        shares = [100 * cpu / wall for cpu, wall in zip(long.cpu, long.wall, strict=True)]
        yield figure("  share of a core while it streams", "%", shares[1:])
    planned = _count(replies[1]) / _PACE
    late = [(wall - planned) * 1e3 for wall in long.wall[1:]]
    yield figure("last word painted after it was due", "ms", late, None, "the turn's hops included")
    yield figure("letter to paint while it streams", "ms", long.letters)


def _text(pieces: int, number: int) -> str:
    """A reply of about so many pieces, in paragraphs, with a last word of its own."""
    words = ""
    for at in range(pieces * 8 // len(_SENTENCE) + 1):
        words += _SENTENCE.format(n=at) + ("\n\n" if at % 5 == 4 else "")
    return f"{words}{_last(number)}"


def _last(number: int) -> str:
    return f"final{chr(ord('a') + number)}word"


def _count(reply: Reply) -> int:
    return sum(1 for _ in chunks({"model": _MODEL}, reply))


def _in_the_screen(run: Run, base: str, rounds: int) -> tuple[_Seen, _Seen]:
    """Short and long take turns; the first of each pays for imports and is dropped later."""
    env = child_environment(run) | {
        "SANDBOX_API_BASE": base,
        "SANDBOX_API_KEY": _KEY,
        "SANDBOX_MODEL": _MODEL,
    }
    short, long = _Seen(), _Seen()
    command = program("chat", "--pack", run.pack)
    with Terminal(command, env, str(run.scratch)) as terminal:
        terminal.first_frame()
        terminal.shows(_OPEN)
        terminal.settle(1.0)
        for number in range(rounds + 1):
            _reply(terminal, 2 * number, short, letters=False)
            _reply(terminal, 2 * number + 1, long, letters=number > 0)
    return short, long


def _reply(terminal: Terminal, which: int, seen: _Seen, letters: bool) -> None:
    terminal.key(f"{_WORDS} reply {which}", quiet=0.3)
    terminal.forget()
    before, start = cpu_seconds(terminal.process), time.perf_counter()
    terminal.write("\r")
    if letters:
        seen.letters += _typed(terminal, _last(which))
    terminal.shows(_last(which), 120)
    seen.wall.append(time.perf_counter() - start)
    terminal.settle(0.5)
    after = cpu_seconds(terminal.process)
    if before is not None and after is not None:
        seen.cpu.append(after - before)
    if letters:
        terminal.key("\x15", quiet=0.3)  # ctrl+u


def _typed(terminal: Terminal, last: str) -> list[float]:
    """Ms from each letter to its paint, of those that came while the reply did."""
    found: list[float] = []
    terminal.watch(_BEGUN)
    for letter in _LETTERS:
        pressed = time.perf_counter()
        terminal.write(letter)
        terminal.shows(letter)
        took = (time.perf_counter() - pressed) * 1e3
        if last in terminal.text:
            break
        found.append(took)
        terminal.watch(0.02)
    return found


async def _bare(base: str, rounds: int) -> tuple[list[tuple[float, float]], ...]:
    """CPU in seconds of (short, long) through litellm and through httpx, in turns."""
    import httpx

    litellm = await door()
    found: tuple[list[tuple[float, float]], ...] = ([], [])
    async with httpx.AsyncClient(timeout=60.0, trust_env=False) as client:
        for number in range(rounds + 1):
            one = [await _cpu(_litellm(litellm, base, which)) for which in (0, 1)]
            other = [await _cpu(_http(client, base, which)) for which in (0, 1)]
            if number:
                found[0].append((one[0], one[1]))
                found[1].append((other[0], other[1]))
    return found


async def _cpu(work: Any) -> float:
    start = time.process_time()
    await work
    return time.process_time() - start


def _body(which: int) -> dict[str, Any]:
    message = {"role": "user", "content": f"{_WORDS} reply {which}"}
    return {"model": _MODEL, "messages": [message], "stream": True}


async def _litellm(litellm: Any, base: str, which: int) -> None:
    stream = await litellm.acompletion(
        **_body(which), api_base=base, api_key=_KEY, max_retries=0, _skip_mcp_handler=True
    )
    text = ""
    async with aclosing(stream):
        async for chunk in stream:
            for choice in chunk.choices:
                text += choice.delta.content or ""
    assert text.endswith(_last(which))


async def _http(client: Any, base: str, which: int) -> None:
    text = ""
    async with client.stream("POST", f"{base}/chat/completions", json=_body(which)) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                for choice in json.loads(line[6:])["choices"]:
                    text += choice["delta"].get("content") or ""
    assert text.endswith(_last(which))
