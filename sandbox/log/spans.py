"""Spans of time: joined, and cut out of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Span = tuple[int, int]
"""Start and end, or start and length, in nanoseconds."""


def joined(bars: Iterable[Span], near: float = 0) -> tuple[Span, ...]:
    """(start, length) of each, in order; those with no more than `near` between them are one."""
    found: list[Span] = []
    for start, length in sorted(bars):
        if found and start - sum(found[-1]) <= near:
            first, end = found[-1][0], max(sum(found[-1]), start + length)
            found[-1] = (first, end - first)
        else:
            found.append((start, length))
    return tuple(found)


def without(waits: Iterable[Span], works: Iterable[Span]) -> Iterator[Span]:
    """(start, end) of what is left of `waits` without `works`."""
    for start, length in waits:
        at, end = start, start + length
        for begin, ran in works:
            if at < begin < end:
                yield at, begin
            if begin < end:
                at = max(at, begin + ran)
        if at < end:
            yield at, end
