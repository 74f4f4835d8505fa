"""The result of one replay, for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from sandbox.domain.base import JSON
from sandbox.replay.assertions import Failure
from sandbox.replay.diff import Piece, diff
from sandbox.replay.divergence import Difference
from sandbox.replay.guard import Proof
from sandbox.replay.may_differ import Allowed

Tone = Literal["good", "bad", "-", "+", "dim", ""]
_MOST_OTHERS: Final = 6


@dataclass(frozen=True)
class Row:
    """One line of a report: what kind of line, and its pieces, those that changed marked."""

    tone: Tone
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True)
class Report:
    """`difference` is None when every event came out the same, but for what may differ.

    `allowed`: the differences that may be. `failures`: assertions that do not hold.
    """

    name: str
    mode: str
    turns: int
    difference: Difference | None = None
    proof: Proof = field(default_factory=Proof)
    allowed: tuple[Allowed, ...] = ()
    failures: tuple[Failure, ...] = ()
    whole: int = 0

    @property
    def identical(self) -> bool:
        """No difference that matters, and nothing outside the replay was touched."""
        return self.difference is None and self.proof.clean

    @property
    def passed(self) -> bool:
        """Identical, and every assertion holds."""
        return self.identical and not self.failures

    @property
    def verdict(self) -> str:
        """`identical`, `differs` or `fails`."""
        if not self.identical:
            return "differs"
        return "fails" if self.failures else "identical"

    def lines(self) -> list[str]:
        """The report as lines: verdict, difference with its causes, failed assertions, proof."""
        return [row.text for row in self.rows()]

    def rows(self) -> Iterator[Row]:
        """The same for a terminal that has colours."""
        yield plain_row(self._head(), "good" if self.passed else "bad")
        if self.difference is not None:
            yield from difference_rows(self.difference)
        for failure in self.failures:
            yield plain_row(f"  assertion {failure.where}: {failure.said}", "bad")
            yield from diff_rows(failure.expected, failure.got)
        yield plain_row(f"  proof: {self.proof.line()}", "dim")

    def why(self) -> str:
        """Why it did not pass, in one line; "" if it did."""
        if self.difference is not None:
            return self.difference.line()
        for first in self.failures:
            more = len(self.failures) - 1
            return f"{first.where}: {first.said}{f' (and {more} more)' if more else ''}"
        return "" if self.proof.clean else self.proof.line()

    def data(self) -> dict[str, JSON]:
        """The report as JSON."""
        found = self.difference
        return {
            "recording": self.name,
            "mode": self.mode,
            "identical": self.identical,
            "passed": self.passed,
            "turns": self.turns,
            "difference": found.model_dump(mode="json") if found else None,
            "allowed": [one.data() for one in self.allowed],
            "failures": [one.model_dump(mode="json") for one in self.failures],
            "proof": vars(self.proof),
        }

    def _head(self) -> str:
        turns = "1 turn" if self.turns == 1 else f"{self.turns} turns"
        if self.difference is not None and self.whole > self.turns:
            turns = f"turn {self.turns} of {self.whole}"
        head = f"{self.name}: {self.verdict} · {self.mode} · {turns}"
        return f"{head} · {len(self.allowed)} may differ" if self.allowed else head


def difference_rows(found: Difference) -> Iterator[Row]:
    """The first difference, its diff, and what may have caused it."""
    yield plain_row(f"  first difference: turn {found.turn}, {found.hop}")
    yield plain_row(f"  {found.kind}{found.pointer}")
    yield from diff_rows(found.expected, found.got)
    if found.others:
        shown = ", ".join(found.others[:_MOST_OTHERS])
        more = len(found.others) - _MOST_OTHERS
        yield plain_row(f"  also: {shown}{f' and {more} more' if more > 0 else ''}", "dim")
    if found.then is not None:
        yield plain_row(f"  in the request: {found.then.kind}{found.then.pointer}")
        yield from diff_rows(found.then.expected, found.then.got)
    for cause in found.causes:
        # A detail of the cause above it is indented.
        yield plain_row(f"  {'      ' if cause.startswith(' ') else 'cause?'} {cause}")


def diff_rows(expected: JSON, got: JSON) -> Iterator[Row]:
    """Both sides, what changed marked."""
    for line in diff(expected, got):
        if line.sign == "@":
            yield plain_row(f"  {line.text}", "dim")
        else:
            tone: Tone = line.sign if line.sign != " " else ""
            yield Row(tone, ((f"  {line.sign} ", False), *line.pieces))


def plain_row(text: str, tone: Tone = "") -> Row:
    """A line of one piece."""
    return Row(tone, ((text, False),))
