"""A board that shows nothing."""

from sandbox.bench.catalog import Entry
from sandbox.bench.figure import Figure
from sandbox.bench.results import Section


class Silent:
    def begins(self, section: Section, place: int, count: int, left: float) -> None: ...

    def waits(self, left: float) -> None: ...

    def found(self, section: Section, item: Figure) -> None: ...

    def ends(self, section: Section) -> None: ...

    def absent(self, entry: Entry, why: str) -> None: ...
