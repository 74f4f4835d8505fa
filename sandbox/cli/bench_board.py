"""Shows a run of the bench while it runs: the table, and on a terminal how far it is."""

import sys

from sandbox.bench import table
from sandbox.bench.catalog import Entry
from sandbox.bench.figure import Figure
from sandbox.bench.results import Results, Section
from sandbox.cli import output


class Board:
    """Prints each figure as soon as it is there; nothing but progress where `quiet`."""

    def __init__(self, quiet: bool) -> None:
        self._print = _nothing if quiet else self._line
        self._shown = sys.stderr.isatty()
        self._width = 0
        self._now = ""
        self._headed = False

    def starts(self, found: Results) -> None:
        """The machine, once."""
        words = "{cores} cores, {memory_gb} GB, {system}, Python {python}".format(**found.machine)
        self._print(f"hopscope {found.version}, size {found.size}; {words}")

    def begins(self, section: Section, place: int, count: int, left: float) -> None:
        self._now = f"{place} of {count} {section.entry.title}"
        self._headed = False
        self.waits(left)

    def waits(self, left: float) -> None:
        self._draw(f"{self._now}, {_words(left)} left")

    def found(self, section: Section, item: Figure) -> None:
        if not self._headed:
            load = "" if section.load is None else f", load {section.load:g} before it"
            self._print(f"\n{section.entry.title} ({section.entry.name}{load})")
            self._print(table.header())
            self._headed = True
        for line in table.rows(item):
            self._print(line)

    def ends(self, section: Section) -> None:
        if warning := table.busy(section):
            self._print(f"    {warning}")

    def absent(self, entry: Entry, why: str) -> None:
        self._print(f"{entry.name}: not measured here: {why}")

    def sums_up(self, found: Results) -> None:
        """How many figures there are, and which are not what their target asks for."""
        missed = found.missed()
        total = sum(1 for _ in found.figures())
        self._print(f"\n{output.counted(total, 'figure')}, {len(missed)} missed")
        for key in missed:
            self._print(f"  {key}")
        if doubtful := found.doubtful():
            times = "times on the clock while others used the machine"
            self._print(f"{doubtful} of them are {times}: measure those again on a quiet one")
        if found.stopped:
            self._print("stopped before its end; what had been measured is kept")

    def clear(self) -> None:
        """Takes the line of progress away."""
        if self._width:
            self._draw("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _line(self, text: str) -> None:
        self.clear()
        output.line(text)
        sys.stdout.flush()

    def _draw(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r{text.ljust(self._width)}")
            sys.stderr.flush()
            self._width = len(text)


def _nothing(_: str) -> None:
    return None


def _words(seconds: float) -> str:
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"
