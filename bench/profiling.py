"""Where the time of one measurement goes, for the next person who wants it faster."""

import cProfile
import io
import pstats
import sys

from bench.child import work
from bench.run import Size

_LINES = 45


def profile(name: str, pack: str, size: Size) -> None:
    """Runs measurement `name` in this process and prints the functions that took most.

    cProfile counts every call, so small functions look dearer than they are: read the order, not
    the milliseconds. What happens in other processes (`replay`, `first_frame`) is not seen.
    """
    profiler = cProfile.Profile()
    with io.StringIO() as figures:
        profiler.enable()
        try:
            work(name, pack, size, figures)
        finally:
            profiler.disable()
    stats = pstats.Stats(profiler, stream=sys.stdout)
    for order in ("cumulative", "tottime"):
        stats.sort_stats(order).print_stats(_LINES)
