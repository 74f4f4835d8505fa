"""Runs one measurement in this process and writes its figures, one JSON document a line.

Each measurement has a process of its own, so that what one imports, caches or leaks is no other's.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from bench.catalog import chosen
from bench.run import Run, Size


def work(name: str, pack: str, size: Size, out: TextIO) -> None:
    """Writes each figure as soon as it is known."""
    (entry,) = chosen([name])
    with tempfile.TemporaryDirectory(prefix="hopscope-bench-") as folder:
        for found in entry.load()(Run(pack, size, Path(folder))):
            told = {"samples": found.samples, "broken": found.broken, **found.data()}
            print(json.dumps(told), file=out, flush=True)


if __name__ == "__main__":
    # What the program under measurement prints must not get between the figures.
    lines, sys.stdout = sys.stdout, sys.stderr
    name, pack, size = sys.argv[1:4]
    work(name, pack, size, lines)  # pyright: ignore[reportArgumentType]
