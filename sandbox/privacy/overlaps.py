"""Whether a span touches any of many others, in time that does not depend on how many they are."""

from collections.abc import Iterable


class Taken:
    """Which characters from `start` to `end` are taken; spans that hold a character at least."""

    def __init__(self, start: int, end: int) -> None:
        self._start = start
        self._taken = bytearray(end - start)

    def add(self, start: int, end: int) -> None:
        self._taken[start - self._start : end - self._start] = b"\1" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        """Whether one of these characters is taken."""
        return self._taken.find(1, start - self._start, end - self._start) >= 0


def taken_by(spans: Iterable[tuple[int, int]], length: int) -> Taken:
    """The characters of a text of this `length` that are in a span."""
    taken = Taken(0, length)
    for start, end in spans:
        taken.add(start, end)
    return taken
