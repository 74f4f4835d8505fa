"""What is measured, in the order of the table. Each name is a file in `measure/`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from bench.figure import Figure
from bench.run import Run

Measure = Callable[[Run], Iterator[Figure]]


@dataclass(frozen=True)
class Entry:
    """`seconds` is about what it takes, quick and normal, for the time left on a terminal."""

    name: str
    title: str
    quick: float
    normal: float

    def load(self) -> Measure:
        """The function of `measure/NAME.py`; imported late, for each runs in its own process."""
        return import_module(f"bench.measure.{self.name}").measure


CATALOG = (
    Entry("first_frame", "The screen", 8, 20),
    Entry("warm_up", "litellm in the background", 9, 25),
    Entry("keys", "Key to paint", 15, 45),
    Entry("save_to_shown", "Save to shown", 30, 90),
    Entry("hub_turn", "The hub's own CPU in a turn", 12, 45),
    Entry("log_size", "A turn by the size of its log", 15, 80),
    Entry("http_turn", "The same turn over HTTP on loopback", 8, 20),
    Entry("replay", "Strict replay", 30, 80),
    Entry("long_log", "Long logs and forks", 30, 45),
    Entry("counts", "Counts that stand for speed", 3, 4),
    Entry("at_once", "Sessions at once in one process", 15, 25),
    Entry("single_hops", "Single hops", 4, 6),
    Entry("what_if", "Policy, and what-if", 12, 25),
    Entry("bad_calls", "Wrong calls mended", 12, 45),
    Entry("routing", "Intents found", 8, 60),
)


def chosen(only: list[str]) -> list[Entry]:
    """All of them, or those named. Raises `SystemExit` for a name that is none."""
    known = {entry.name: entry for entry in CATALOG}
    for name in only:
        if name not in known:
            raise SystemExit(f"there is no measurement {name}: {', '.join(known)}")
    return [entry for entry in CATALOG if not only or entry.name in only]
