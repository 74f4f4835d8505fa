"""What a replay found, as marks on the trace's rows and tabs of the inspector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.view import Diff, Facts, Section, Tab, Words

if TYPE_CHECKING:
    from sandbox.domain.base import JSON
    from sandbox.log.fold import Session
    from sandbox.replay.assertions import Failure
    from sandbox.replay.diff import Piece
    from sandbox.replay.divergence import Difference
    from sandbox.replay.report import Report

DIFFERENCE: Final = "Difference"
_HOP: Final = re.compile(r"\d+\.\d+")


@dataclass
class Found:
    """`first`: the row to open, "" for none. `signs` and `tabs` by row key (`2.7`, `turn:2`)."""

    first: str = ""
    signs: dict[str, str] = field(default_factory=dict[str, str])
    tabs: dict[str, tuple[Tab, ...]] = field(default_factory=dict[str, tuple[Tab, ...]])

    def add(self, key: str, tab: Tab, sign: str = "~") -> None:
        """One more tab on a row, which is marked; the first row that is added is the first."""
        if key:
            self.first = self.first or key
            self.signs.setdefault(key, sign)
            self.tabs[key] = (*self.tabs.get(key, ()), tab)


def found_by(report: Report, session: Session) -> Found:
    """Where `report` finds that `session`, as it was recorded, is not what the code does now."""
    found = Found()
    differences = [report.difference, *getattr(report, "more", ())]
    by_row: dict[str, list[Difference]] = {}
    for one in differences:
        if one is not None:
            by_row.setdefault(_row_of(one, session), []).append(one)
    for key, of_row in by_row.items():
        found.add(key, Tab(DIFFERENCE, lambda of_row=of_row: _sections(of_row), len(of_row)))
    last = f"turn:{len(session.turns)}" if session.turns else ""
    end: tuple[Failure, ...] = getattr(report, "end", ())
    for name, failures in (("End state", end), ("Assertions", report.failures)):
        if failures:
            rows = failures
            found.add(last, Tab(name, lambda rows=rows: _failed(rows), len(rows)))
    return found


def diff_section(expected: JSON, got: JSON, title: str) -> Diff:
    """Both sides, line by line: `-` as recorded, `+` as it comes out now."""
    from sandbox.replay.diff import diff

    lines = diff(expected, got)
    marks = tuple(tuple(_spans(line.pieces)) for line in lines)
    return Diff(tuple((line.sign, line.text) for line in lines), title, marks)


def _spans(pieces: tuple[Piece, ...]) -> Iterator[tuple[int, int]]:
    at = 0
    for text, changed in pieces:
        if changed and text.strip():
            yield at, at + len(text)
        at += len(text)


def _row_of(one: Difference, session: Session) -> str:
    hop = _HOP.match(one.hop)
    if hop is not None and session.hop(hop[0]) is not None:
        return hop[0]
    return f"turn:{min(max(one.turn, 1), len(session.turns))}" if session.turns else ""


def _sections(differences: list[Difference]) -> tuple[Section, ...]:
    return tuple(section for one in differences for section in _difference(one))


def _difference(one: Difference) -> Iterator[Section]:
    where = f"{one.kind}{one.pointer}"
    yield diff_section(one.expected, one.got, f"{where}: − recorded, + now")
    causes = [cause.strip() for cause in one.causes]
    rows: list[tuple[str, object]] = [
        ("likely cause" if number == 0 else "", cause) for number, cause in enumerate(causes)
    ]
    if not causes:
        rows.append(("likely cause", "not found in prompt, schema, policy, pack, code or settings"))
    rows += [("at", f"turn {one.turn}, {one.hop or 'outside any hop'}"), ("in", where)]
    yield Facts(tuple(rows))
    if one.then is not None:
        title = f"in the request: {one.then.kind}{one.then.pointer}"
        yield diff_section(one.then.expected, one.then.got, title)
    left, right = one.events
    if left is None and right is None:
        return
    if left is None or right is None:
        yield Words("This event is only on one side.", "dim")
    if one.others or left is None or right is None:
        yield diff_section(left, right, "the whole event: − recorded, + now")


def _failed(failures: tuple[Failure, ...]) -> tuple[Section, ...]:
    return tuple(
        section
        for one in failures
        for section in (
            Words(f"{one.where}: {one.said}", "bad"),
            diff_section(one.expected, one.got, "− expected, + now"),
        )
    )
