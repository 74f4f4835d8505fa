"""What is worked out once from an object that never changes, kept as long as the object lives."""

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class ByIdentity(Generic[K, V]):
    """A cache for frozen objects that can't be hashed, such as packs and tools.

    By identity, so that a look costs the same however large the object is. Two equal objects are
    worked out twice.
    """

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make
        self._kept: dict[int, tuple[weakref.ref[K], V]] = {}

    def __call__(self, one: K) -> V:
        """What was made of `one`, made now if it is seen for the first time."""
        at = id(one)
        known = self._kept.get(at)
        # An id is given out again once its object is gone.
        if known is not None and known[0]() is one:
            return known[1]
        made = self._make(one)
        self._kept[at] = (weakref.ref(one, lambda gone: self._forget(at, gone)), made)
        return made

    def _forget(self, at: int, gone: "weakref.ref[K]") -> None:
        known = self._kept.get(at)
        if known is not None and known[0] is gone:
            del self._kept[at]
