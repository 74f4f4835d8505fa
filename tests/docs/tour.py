"""Does what a page tells its reader to do: types its commands, writes and changes its files.

A `console` block holds commands (`$ …`) and, below each, lines that it must print; `…` stands for
anything. A block after a line that ends in "Write `FILE`:", "Add to the end of `FILE`:" or
"Change `FILE`:" is that file, its new end, or a diff of it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<kind>\w*)\n(?P<text>.*?)^(?P=ticks)$", re.DOTALL | re.M)
TOLD = re.compile(r"(Write|Add to the end of|Change) `([^`]+)`:\s*$")


@dataclass
class Step:
    """One command, with the lines that it must print; or what is done to a file."""

    command: str = ""
    prints: list[str] = field(default_factory=list[str])
    file: str = ""
    how: str = ""
    text: str = ""


def steps(page: str) -> Iterator[Step]:
    """What `page` tells its reader to do, in order."""
    for block in FENCE.finditer(page):
        told = TOLD.search(page[: block.start()])
        if told:
            yield Step(file=told[2], how=told[1], text=block["text"])
        elif block["kind"] == "console":
            yield from _typed(block["text"])


def play(page: str, folder: Path, shell: Callable[[str], CompletedProcess[str]]) -> list[int]:
    """Does every step in `folder`; the exit code of each command. Asserts what they print."""
    codes: list[int] = []
    for step in steps(page):
        if step.file:
            _edit(folder / step.file, step)
            continue
        done = shell(step.command)
        codes.append(done.returncode)
        printed = done.stdout.splitlines()
        for line in step.prints:
            assert any(_matches(line, got) for got in printed), (step.command, line, done)
    return codes


def _typed(block: str) -> Iterator[Step]:
    step = Step()
    for line in block.splitlines():
        if line.startswith("$ "):
            if step.command:
                yield step
            step = Step(command=line[2:])
        elif line.strip():
            step.prints.append(line)
    yield step


def _edit(file: Path, step: Step) -> None:
    if step.how == "Write":
        assert not file.exists(), file
        file.write_text(step.text, "utf-8")
        return
    before = file.read_text("utf-8")
    if step.how == "Change":
        lines = step.text.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        assert before.count(old) == 1, (file, old)
        file.write_text(before.replace(old, new), "utf-8")
    else:
        assert before.endswith("\n")
        file.write_text(before + step.text, "utf-8")


def _matches(wanted: str, line: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in wanted.split("…"))
    return re.fullmatch(pattern, line) is not None
