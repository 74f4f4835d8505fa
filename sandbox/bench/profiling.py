"""Where the time of one measurement goes, for the next person who wants it faster."""

import cProfile
import io
import pstats
import tempfile
from pathlib import Path

from sandbox.bench.child import work
from sandbox.bench.run import Run, Size

_LINES = 45


def profile(name: str, pack: str, size: Size, frameworks: str = "") -> str:
    """Runs measurement `name` in this process; the functions that took most, as text.

    cProfile counts every call, so small functions look dearer than they are: read the order, not
    the milliseconds. What happens in other processes (`replay`, `first_frame`) is not seen.
    """
    profiler = cProfile.Profile()
    prefix = "hopscope-bench-"
    with io.StringIO() as figures, tempfile.TemporaryDirectory(prefix=prefix) as scratch:
        run = Run(pack, size, Path(scratch), frameworks)
        profiler.enable()
        try:
            work(name, run, figures)
        finally:
            profiler.disable()
    told = io.StringIO()
    stats = pstats.Stats(profiler, stream=told)
    for order in ("cumulative", "tottime"):
        stats.sort_stats(order).print_stats(_LINES)
    return told.getvalue()
