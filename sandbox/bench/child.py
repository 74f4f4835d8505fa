"""Runs one measurement in this process and writes its figures, one JSON document a line.

Each measurement has a process of its own, so that what one imports, caches or leaks is no other's.
"""

import json
import signal
import sys
from pathlib import Path
from typing import TextIO

from sandbox.bench.catalog import chosen
from sandbox.bench.run import Run


def work(name: str, run: Run, out: TextIO) -> None:
    """Writes each figure as soon as it is known."""
    (entry,) = chosen([name])
    for found in entry.load()(run):
        print(json.dumps(found.told()), file=out, flush=True)


def _stop(*_: object) -> None:
    """So that what a measurement has started is ended by its own `with`."""
    raise SystemExit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    # What the program under measurement prints must not get between the figures.
    lines, sys.stdout = sys.stdout, sys.stderr
    given = json.loads(sys.argv[1])
    name = given.pop("name")
    work(name, Run(**{**given, "scratch": Path(given["scratch"])}), lines)
