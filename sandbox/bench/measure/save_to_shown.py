"""From saving a file of the pack to its line in the chat, and from ctrl+t to what changed."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sandbox.bench.environment import child_environment, program
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run
from sandbox.bench.terminal import Terminal

_OPEN, _SHOWN, _AGAINST = "LIVE", "turn 1 ·", "Against turn"
_RERUN = "\x14"  # ctrl+t
_MESSAGE = "where is my order 10070?"
_PAGE = "procedures/order_status.md"
_SECOND = Target(1000, by="p95")


def measure(run: Run) -> Iterator[Figure]:
    """Each round is a chat of its own, on a copy of the pack."""
    env = child_environment(run)
    told, wrong, rules, again = (list[float]() for _ in range(4))
    for number in range(run.pick(3, 4, tiny=1)):
        folder = run.scratch / f"round-{number}"
        pack = _copy(Path(run.pack), folder)
        with Terminal(program("chat", "--pack", pack.name), env, str(folder)) as terminal:
            terminal.first_frame()
            terminal.shows(_OPEN)
            terminal.settle(0.5)
            terminal.key(_MESSAGE)
            terminal.key("\r")
            terminal.shows(_SHOWN)
            terminal.settle(0.5)
            wrong.append(_saved(terminal, pack / "procedures/broken.md", "no front matter"))
            (pack / "procedures/broken.md").unlink()
            rule = f"# {number}\npackage policy\n\nimport rego.v1\n"
            rules.append(_saved(terminal, pack / "policy/more.rego", rule))
            page = (pack / _PAGE).read_text("utf-8")
            told.append(_saved(terminal, pack / _PAGE, page.replace('say "', f'say "({number}) ')))
            start = time.perf_counter()
            terminal.key(_RERUN, quiet=0)
            terminal.shows(_AGAINST)
            again.append((time.perf_counter() - start) * 1e3)
    note = "real terminal, shipped pack; two looks at the files included"
    yield figure("save to its line, a procedure", "ms", told, _SECOND, note)
    yield figure("save to its line, a broken file", "ms", wrong, _SECOND)
    yield figure("save to its line, a rule (tried in a process)", "ms", rules, _SECOND)
    yield figure("ctrl+t to the turn with its differences", "ms", again, _SECOND)


def _saved(terminal: Terminal, file: Path, text: str) -> float:
    """Milliseconds from writing `file` until the chat names it."""
    file.write_text(text, "utf-8")
    start = time.perf_counter()
    terminal.shows(f"{file.parent.name}/{file.name}")
    took = (time.perf_counter() - start) * 1e3
    terminal.settle(0.5)
    return took


def _copy(pack: Path, folder: Path) -> Path:
    for part in ("fixtures", "prompts"):
        source = pack.parent.parent / part / pack.name
        target = folder / part / pack.name
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "fixtures" / pack.name
