"""The result of one replay in drift mode."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON
from sandbox.replay.assertions import Failure
from sandbox.replay.divergence import Difference, short
from sandbox.replay.report import Report, Row, diff_rows, difference_rows, plain_row

_MOST: Final = 12


@dataclass(frozen=True)
class DriftReport(Report):
    """Tools ran, so only model calls, sockets and files outside count against it.

    `more`: calls that differ after the first. `end`: rows that are not as the recording left them.
    """

    more: tuple[Difference, ...] = ()
    end: tuple[Failure, ...] = ()

    @property
    def identical(self) -> bool:
        """No tool result, row change or row at the end is another, and nothing was touched."""
        return self.difference is None and not self.end and self.untouched

    @property
    def untouched(self) -> bool:
        """Whether no model, no socket and no file outside the scratch folder was used."""
        proof = self.proof
        return not (proof.model_calls or proof.sockets or proof.files)

    @property
    def verdict(self) -> str:
        """`no drift`, `drifts` or `fails`."""
        if not self.identical:
            return "drifts"
        return "fails" if self.failures else "no drift"

    def rows(self) -> Iterator[Row]:
        """The report for people: first difference, others in a line each, rows, proof."""
        yield plain_row(self._head(), "good" if self.passed else "bad")
        if self.difference is not None:
            yield from difference_rows(self.difference)
        for one in self.more[:_MOST]:
            sides = f"{short(one.expected, 60)} → {short(one.got, 60)}"
            yield plain_row(f"  then: turn {one.turn}, {one.hop}, {one.kind}{one.pointer}: {sides}")
        yield from _cut(len(self.more), "difference")
        if self.end:
            yield plain_row("  at the end:")
        for failure in self.end[:_MOST]:
            yield plain_row(f"  {failure.where}: {failure.said}", "bad")
            yield from diff_rows(failure.expected, failure.got)
        yield from _cut(len(self.end), "row")
        for failure in self.failures:
            yield plain_row(f"  assertion {failure.where}: {failure.said}", "bad")
            yield from diff_rows(failure.expected, failure.got)
        yield plain_row(f"  proof: {self.proof.line()}", "dim")

    def why(self) -> str:
        """Why it did not pass, in one line; "" if it did."""
        if self.difference is None and self.end:
            return f"{self.end[0].where}: {self.end[0].said}"
        if self.difference is None and not self.failures and self.untouched:
            return ""
        return super().why()

    def data(self) -> dict[str, JSON]:
        """The report as JSON."""
        return super().data() | {
            "more": [one.model_dump(mode="json") for one in self.more],
            "end": [one.model_dump(mode="json") for one in self.end],
        }


def _cut(number: int, noun: str) -> Iterator[Row]:
    if number > _MOST:
        yield plain_row(f"  and {number - _MOST} {noun}s more; --json has all of them", "dim")
