"""What is measured, in the order of the table. Each name is a file in `measure/`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from sandbox.bench.figure import Figure
from sandbox.bench.needs import CLONE, FRAMEWORKS, LABELLED, POSIX
from sandbox.bench.run import Run, Size
from sandbox.domain.faults import SandboxError

Measure = Callable[[Run], Iterator[Figure]]


@dataclass(frozen=True)
class Entry:
    """`quick`, `normal` and `full`: about the seconds it takes, for the time left on a terminal."""

    name: str
    title: str
    quick: float
    normal: float
    full: float
    needs: tuple[str, ...] = ()

    def load(self) -> Measure:
        """The function of `measure/NAME.py`; imported late, for each runs in its own process."""
        return import_module(f"sandbox.bench.measure.{self.name}").measure

    def seconds(self, size: Size) -> float:
        """About what it takes at this size."""
        return {"tiny": self.quick / 2, "quick": self.quick, "full": self.full}.get(
            size, self.normal
        )


CATALOG = (
    Entry("first_frame", "The screen", 8, 19, 19, (POSIX,)),
    Entry("warm_up", "litellm in the background", 9, 20, 20),
    Entry("keys", "Key to paint", 20, 45, 45, (POSIX,)),
    Entry("streaming", "A stream of 500 pieces a second", 25, 50, 50, (POSIX,)),
    Entry("at_rest", "The screen at rest", 15, 20, 20, (POSIX,)),
    Entry("save_to_shown", "Save to shown", 20, 26, 26, (POSIX,)),
    Entry("hub_turn", "The hub's own CPU in a turn", 8, 15, 15),
    Entry("log_size", "A turn by the size of its log", 10, 35, 60),
    Entry("http_turn", "The same turn over HTTP on loopback", 8, 15, 15),
    Entry("frameworks", "The same turn through other frameworks", 10, 15, 15, (FRAMEWORKS,)),
    Entry("replay", "Replay", 20, 95, 95, (POSIX,)),
    Entry("long_log", "Long logs and forks", 20, 30, 30),
    Entry("tokens", "Tokens sent, against the whole history", 6, 6, 6),
    Entry("counts", "Counts that stand for speed", 3, 4, 4),
    Entry("at_once", "Sessions at once in one process", 10, 115, 1200),
    Entry("single_hops", "Single hops", 4, 6, 6),
    Entry("what_if", "Policy, and what-if", 10, 13, 13, (POSIX,)),
    Entry("bad_calls", "Wrong calls mended", 8, 13, 60, (CLONE,)),
    Entry("redaction", "Personal data found", 4, 5, 5, (CLONE, LABELLED)),
    Entry("injection", "Attacks by foreign text", 8, 20, 20, (CLONE,)),
    Entry("routing", "Intents found", 8, 27, 65, (LABELLED,)),
)
NAMES = tuple(entry.name for entry in CATALOG)


def chosen(only: Sequence[str]) -> list[Entry]:
    """All of them, or those named. Raises `SandboxError` (code 2) for a name that is none."""
    for name in only:
        if name not in NAMES:
            from difflib import get_close_matches

            near = get_close_matches(name, NAMES, 1)
            hint = f"did you mean {near[0]}?" if near else "`sandbox bench --list` shows them"
            raise SandboxError(f"there is no measurement {name!r}", hint, code=2)
    return [entry for entry in CATALOG if not only or entry.name in only]
