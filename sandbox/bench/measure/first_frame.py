"""From starting the program in a terminal to its first whole frame, against a bare Textual app."""

import json
import sys
from collections.abc import Iterator

from sandbox.bench.environment import child_environment, program
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run
from sandbox.bench.stats import pairwise_ratios
from sandbox.bench.terminal import Terminal

HEAVY = (
    "litellm",
    "openai",
    "sqlite_utils",
    "jinja2",
    "jsonschema_rs",
    "opentelemetry",
    "regorus",
    "phonenumbers",
    "stdnum",
    "rapidfuzz",
    "json_repair",
)
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("bare")
Bare().run()
"""
# The driver is made after the first frame; what is loaded by then is written down instead.
_MODULES = """
import json, os, sys
import sandbox.cli.screen as screen
async def told(start):
    with open(os.environ["BENCH_MODULES"], "w") as file:
        json.dump(sorted(sys.modules), file)
    os._exit(0)
screen.make_driver = told
from sandbox.cli.main import main
main()
"""
_OPEN = "LIVE"
"""What the header says once the session is open."""


def measure(run: Run) -> Iterator[Figure]:
    """Frames alternate: ours, bare, ours, bare; the first of each only warms the disk cache."""
    env = child_environment(run)
    rounds = run.pick(4, 10, tiny=1)
    ours, bare, opened = list[float](), list[float](), list[float]()
    for _ in range(rounds + 1):
        with Terminal(program("chat", "--pack", run.pack), env, str(run.scratch)) as terminal:
            ours.append(terminal.first_frame())
            opened.append(terminal.shows(_OPEN))
        with Terminal([sys.executable, "-c", BARE], env, str(run.scratch)) as terminal:
            bare.append(terminal.first_frame())
    ours, bare, opened = ours[1:], bare[1:], opened[1:]
    size = "every row of a 120 × 36 terminal painted"
    yield figure("first frame", "s", ours, Target(0.6), size)
    yield figure("  a bare Textual app", "s", bare)
    yield figure(
        "  against the bare app, round by round", "x", pairwise_ratios(ours, bare), Target(3)
    )
    yield figure("session open, ready to answer (warm)", "s", opened, Target(2))
    names = modules(env, run)
    tops = {name.partition(".")[0] for name in names}
    heavy = sorted(tops & set(HEAVY))
    note = f"heavy ones there: {', '.join(heavy)}" if heavy else ""
    yield figure("modules at the first frame", "count", [len(names)])
    yield figure("  heavy ones among them", "count", [len(heavy)], Target(0), note)


def modules(env: dict[str, str], run: Run) -> list[str]:
    """Names in `sys.modules` of the real program at its first frame."""
    told = run.scratch / "modules.json"
    command = [sys.executable, "-c", _MODULES, "chat", "--pack", run.pack]
    with Terminal(command, {**env, "BENCH_MODULES": str(told)}, str(run.scratch)) as terminal:
        terminal.ends()
    return json.loads(told.read_text("utf-8"))
