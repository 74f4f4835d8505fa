"""`sandbox replay FILE --sweep`: what comes of a session when its services fail."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli import output
from sandbox.cli.progress import progress

if TYPE_CHECKING:
    from sandbox.log.recording import Recording
    from sandbox.replay.sweep import Result
    from sandbox.settings import Settings

_WORDS = {
    "recovered": "recovered",
    "degraded": "degraded politely",
    "untouched": "not reached",
    "duplicated": "duplicated write",
    "wrong_claim": "wrong claim",
    "stuck": "stuck",
}
_SIGNS = {
    "recovered": "✓",
    "degraded": "~",
    "untouched": ".",
    "duplicated": "W",
    "wrong_claim": "C",
    "stuck": "S",
}


def sweep(recordings: Sequence["Recording"], settings: "Settings", pack: str, json: bool) -> bool:
    """Sweeps each recording and tells what came of it; True when there is a finding."""
    everything: list[Result] = []
    for recording in recordings:
        results = asyncio.run(_sweep(recording, settings, pack))
        everything += results
        if json:
            for result in results:
                output.data({"recording": recording.name, **result.data()})
        else:
            output.lines(_lines(recording.name, results, grid=len(recordings) == 1))
    if len(recordings) > 1 and not json:
        output.line(_summary(f"{len(recordings)} recordings", everything))
    return any(result.is_finding for result in everything)


async def _sweep(recording: "Recording", settings: "Settings", pack: str) -> list["Result"]:
    from sandbox import wiring

    with (
        tempfile.TemporaryDirectory(prefix="hopscope-sweep-") as home,
        progress(f"{recording.name}: case") as shown,
    ):
        return await wiring.sweep_of(settings, recording, pack, Path(home)).run(shown)


def _summary(name: str, results: Sequence["Result"]) -> str:
    counts = Counter(result.verdict for result in results)
    told = [f"{counts[verdict]} {words}" for verdict, words in _WORDS.items() if counts[verdict]]
    return f"{name}: {len(results)} cases · {' · '.join(told) or 'no tool was called'}"


def _lines(name: str, results: Sequence["Result"], grid: bool) -> Iterator[str]:
    """A folder gets a line a recording and its findings; one recording also its calls."""
    yield _summary(name, results)
    if grid:
        yield from _grid(results)
    for result in results:
        if result.is_finding:
            yield f"  {_WORDS[result.verdict]}: --fault {result.case.spec}"
            yield f"    {result.why}"
            yield f"    reply: {result.reply}"


def _grid(results: Sequence["Result"]) -> Iterator[str]:
    """One row a call, one column a fault: hit once, then for the rest of the turn."""
    faults = list(dict.fromkeys(result.case.fault for result in results))
    calls: dict[str, dict[str, str]] = {}
    for result in results:
        case = result.case
        call = f"turn {case.turn} {case.subject}" + (f" #{case.call}" if case.call > 1 else "")
        cells = calls.setdefault(call, {})
        cells[case.fault] = cells.get(case.fault, "") + _SIGNS[result.verdict]
    if not calls:
        return
    width = max(len(call) for call in calls)
    for number, fault in enumerate(faults, 1):
        yield f"  {number:>{width}}  {fault}"
    signs = " · ".join(f"{sign} {_WORDS[verdict]}" for verdict, sign in _SIGNS.items())
    signs += " · blank: can't hit it"
    yield f"  {'':{width}}  {signs}"
    yield f"  {'':{width}}  first sign: that call fails once; second: until the turn ends"
    yield f"  {'':{width}}  " + " ".join(f"{number:<2}" for number in range(1, len(faults) + 1))
    for call, cells in calls.items():
        row = " ".join(f"{cells.get(fault, ''):<2}" for fault in faults)
        yield f"  {call:{width}}  {row}".rstrip()
