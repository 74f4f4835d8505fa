"""The same turn through other agent frameworks, from an environment of their own, beside ours.

All talk to one loopback server with the same replies; all offer the same tools. Theirs return what
ours returned when the turn was recorded, at once: no policy, no log, no back-end. Rounds alternate.
"""

import asyncio
import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.bench import foreign
from sandbox.bench.figure import Figure, figure
from sandbox.bench.measure.http_turn import MODEL, ours, said
from sandbox.bench.run import Run
from sandbox.bench.server import Loopback, serving
from sandbox.bench.sessions import CANCEL, TOOLS, Bench, Item, shape
from sandbox.bench.stats import pairwise_ratios
from sandbox.log.fold import Turn

_WARM = 3


class _Foreign:
    """One framework in its own Python, which waits for the word to begin."""

    def __init__(self, python: str, name: str, task: dict[str, Any]) -> None:
        self.name = name
        self.broken = ""
        self._process = subprocess.Popen(
            [python, "-I", str(Path(foreign.__file__)), name],  # none of our folders on its path
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        told = self._ask(json.dumps(task))
        self.version: str = told.get("version", "")

    def turn(self) -> tuple[float, float]:
        """CPU and time in ms."""
        told = self._ask("go")
        if told.get("tools") != TOOLS or not told.get("said"):
            self.broken = self.broken or f"not the turn: {json.dumps(told)[:120]}"
        return told.get("cpu", 0.0), told.get("wall", 0.0)

    def close(self) -> str:
        """Ends it; its last words."""
        assert self._process.stdin
        assert self._process.stderr
        with contextlib.suppress(BrokenPipeError):  # it ended before we did
            self._process.stdin.close()
        words = self._process.stderr.read().strip().splitlines()
        self._process.wait(timeout=20)
        return words[-1].strip() if words else ""

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return {}
        return json.loads(self._process.stdout.readline() or "{}")


def measure(run: Run) -> Iterator[Figure]:
    """CPU and time of ours and of each framework that is there; the others are named."""
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> list[Figure]:
    replies = (await Bench(run.pack, run.scratch).recorded(CANCEL))[0]
    task = await _task(run, replies)
    with serving(said(replies)) as base:
        there, absent = _started(run.frameworks, {**task, "base": base})
        bench = Bench(run.pack, run.scratch, api_base=base)
        turns: list[Turn] = []
        spent: dict[str, list[tuple[float, float]]] = {"": [], **{one.name: [] for one in there}}
        for number in range(run.pick(12, 30, tiny=2) + _WARM):
            pairs = {"": await ours(bench, turns), **{one.name: one.turn() for one in there}}
            if number >= _WARM:
                for name, pair in pairs.items():
                    spent[name].append(pair)
        for one in there:
            words = one.close()
            one.broken = one.broken and f"{one.broken} {words}"[:160]
    is_it, words = shape(turns[-1])
    note = f"{words}; not there: {', '.join(absent)}" if absent else words
    return [*_figures(spent, there, note, not is_it)]


def _figures(
    spent: dict[str, list[tuple[float, float]]], there: list[_Foreign], note: str, broken: bool
) -> Iterator[Figure]:
    for place, what in enumerate(("CPU", "time")):
        mine = [pair[place] for pair in spent[""]]
        yield figure(f"{what} of our turn beside frameworks", "ms", mine, None, note, broken)
        for one in there:
            theirs = [pair[place] for pair in spent[one.name]]
            bad = one.broken
            title = f"  {one.name} {one.version}"
            yield figure(f"{title}, {what}", "ms", theirs, None, bad, bool(bad))
            ratios = pairwise_ratios(mine, theirs)
            yield figure(f"{title}, {what}: ours over it", "x", ratios, None, "", bool(bad))


def _started(python: str, task: dict[str, Any]) -> tuple[list[_Foreign], list[str]]:
    """Those that the Python has, and the names of the others."""
    there: list[_Foreign] = []
    absent: list[str] = []
    for name in foreign.KNOWN:
        one = _Foreign(python, name, task)
        if one.version:
            there.append(one)
        else:
            one.close()
            absent.append(name)
    return there, absent


async def _task(run: Run, replies: list[list[Item]]) -> dict[str, Any]:
    """The turn as a framework is given it, from what ours sent over the wire."""
    turns: list[Turn] = []
    async with Loopback(said(replies), keep=True) as server:
        await ours(Bench(run.pack, run.scratch, api_base=server.base), turns)
        bodies = server.bodies
    messages = bodies[-1]["messages"]
    names = {
        call["id"]: call["function"]["name"]
        for message in messages
        for call in message.get("tool_calls") or ()
    }
    return {
        "model": MODEL.partition("/")[2],
        "system": messages[0]["content"],
        "text": CANCEL,
        "tools": [tool["function"] for tool in bodies[0]["tools"]],
        "results": {
            names[message["tool_call_id"]]: message["content"]
            for message in messages
            if message["role"] == "tool"
        },
    }
