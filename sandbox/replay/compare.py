"""Compares two JSON values under the rules of what may differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sandbox.domain.base import JSON
from sandbox.replay.may_differ import Allowed, MayDiffer, Rule, Spot
from sandbox.replay.pointer import Parts, fits, pointer_of


@dataclass(frozen=True)
class Change:
    """One place where two values part. None stands for what is not there."""

    pointer: str
    expected: JSON
    got: JSON


K = TypeVar("K", str, int)
_Rules = Sequence[tuple[Parts, Rule]]


class Comparison:
    """Two versions of one event. What a rule lets pass is noted in `may_differ.allowed`."""

    def __init__(self, may_differ: MayDiffer, spot: Spot) -> None:
        self._may_differ = may_differ
        self._spot = spot
        self._rules = may_differ.at(spot)
        self._allowed: list[Allowed] = []

    def changes(self, expected: JSON, got: JSON) -> list[Change]:
        """Every difference that matters, in document order."""
        found = list(self._changes(expected, got, ()))
        self._may_differ.allowed += self._allowed
        return found

    def _changes(self, left: JSON, right: JSON, at: Parts) -> Iterator[Change]:
        if left == right:
            return
        in_any_order: Rule | None = None
        for pattern, rule in self._rules:
            if not fits(pattern, at):
                continue
            if rule.any_order:
                both = isinstance(left, list) and isinstance(right, list)
                in_any_order = rule if both else None
            elif self._may_differ.accepts(rule, left, right):
                self._allow(rule, left, right, at)
                return
        if in_any_order is not None:
            self._allow(in_any_order, left, right, at)
            yield from self._unordered(left, right, at)
        elif isinstance(left, dict) and isinstance(right, dict):
            for key in sorted({*left, *right}):
                yield from self._changes(*_at(left, right, key), (*at, key))
        elif isinstance(left, list) and isinstance(right, list) and left and right:
            old, new = dict(enumerate(left)), dict(enumerate(right))
            for index in range(max(len(left), len(right))):
                yield from self._changes(*_at(old, new, index), (*at, str(index)))
        else:
            yield Change(pointer_of(at), left, right)

    def _unordered(self, left: list[JSON], right: list[JSON], at: Parts) -> Iterator[Change]:
        """Pairs items that are the same, or the same under the rules; what is left differs."""
        rest = list(enumerate(right))
        alone: list[tuple[int, JSON]] = []
        for index, item in enumerate(left):
            mate = next((one for one in rest if self._same(item, one[1], (*at, str(index)))), None)
            if mate is None:
                alone.append((index, item))
            else:
                rest.remove(mate)
        for index, item in alone:
            # As above: a null that nothing stands against is no nothing.
            alone_here = "null" if item is None and not rest else item
            other = rest.pop(0)[1] if rest else None
            yield from self._changes(alone_here, other, (*at, str(index)))
        for index, item in rest:
            yield Change(pointer_of((*at, str(index))), None, "null" if item is None else item)

    def _same(self, one: JSON, other: JSON, at: Parts) -> bool:
        before = len(self._allowed)
        same = next(self._changes(one, other, at), None) is None
        if not same:
            del self._allowed[before:]
        return same

    def _allow(self, rule: Rule, left: JSON, right: JSON, at: Parts) -> None:
        self._allowed.append(Allowed(self._spot, pointer_of(at), left, right, rule))


def _at(left: dict[K, JSON], right: dict[K, JSON], key: K) -> tuple[JSON, JSON]:
    """Both values at a key or place; a null that the other side has not is told from nothing."""
    one, other = left.get(key), right.get(key)
    if one is None and other is None and (key in left) != (key in right):
        return ("null", None) if key in left else (None, "null")
    return one, other
