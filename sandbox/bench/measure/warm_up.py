"""How long the screen would stall while litellm loads in the background."""

import json
import subprocess
import sys
from collections.abc import Iterator

from sandbox.bench.environment import child_environment
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run


def measure(run: Run) -> Iterator[Figure]:
    """Fresh processes, alternating with a ticker that has nothing beside it."""
    rounds = run.pick(2, 4, tiny=1)
    _ticker(run)  # compiles and reads from disk what the later ones find ready
    loaded, alone = list[dict[str, float]](), list[float]()
    for _ in range(rounds):
        loaded.append(_ticker(run))
        alone.append(_ticker(run, "idle", str(round(loaded[-1]["warm"], 1)))["stall"] * 1e3)
    yield figure(
        "worst stall while litellm imports",
        "ms",
        [told["stall_import"] * 1e3 for told in loaded],
        Target(100, by="max"),
        "how late a 5 ms ticker in the event loop was, at worst",
    )
    yield figure(
        "worst stall of the warm-up call after it",
        "ms",
        [told["stall_warm"] * 1e3 for told in loaded],
        Target(150, by="max"),
    )
    yield figure("  the ticker alone, as long", "ms", alone)
    yield figure("until litellm is imported", "s", [told["imported"] for told in loaded])
    yield figure("until litellm is warm", "s", [told["warm"] for told in loaded])


def _ticker(run: Run, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "sandbox.bench.ticker", *arguments]
    done = subprocess.run(
        command, env=child_environment(run), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout.splitlines()[-1])
