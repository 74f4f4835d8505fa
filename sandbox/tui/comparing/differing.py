"""Two arms against each other as the inspector shows it: replies, calls, rows, the rest."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sandbox.domain.base import JSON
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.view import Diff, Facts, Inspection, Section, Tab, Words

if TYPE_CHECKING:
    from sandbox.compare.diff import Diff as Apart
    from sandbox.compare.diff import Difference, Piece

_CALLS: Final = ("tool", "arguments", "repair", "verdict", "result")
_OTHER: Final = ("outcome", "understanding", "round")


def inspection_of(apart: Apart) -> Inspection:
    """Tabs that say what the second arm did otherwise; a badge counts what differs."""
    calls = [one for one in apart.differences if one.facet in _CALLS]
    other = [one for one in apart.differences if one.facet in _OTHER]
    rows = apart.effect.rows
    tabs = (
        Tab("Reply", lambda: _replies(apart), len(apart.replies)),
        Tab("Calls", lambda: _differences(apart, calls), len(calls)),
        Tab("Rows", lambda: _rows(apart), len(rows)),
        Tab("Other", lambda: _differences(apart, other), len(other)),
    )
    return Inspection(f"diff:{apart.base}:{apart.arm}", f"{apart.base} ↔ {apart.arm}", tabs=tabs)


def _legend(apart: Apart) -> Section:
    return Facts((("-", apart.base), ("+", apart.arm)))


def _replies(apart: Apart) -> tuple[Section, ...]:
    if not apart.replies:
        return (Words("Word for word the same reply in every turn that both have.", "good"),)
    sections: list[Section] = [_legend(apart)]
    for turn, pieces in apart.replies.items():
        base, of_base = _side(pieces, "-")
        arm, of_arm = _side(pieces, "+")
        sections.append(Diff((("-", base), ("+", arm)), f"turn {turn}", (of_base, of_arm)))
    return tuple(sections)


def _side(pieces: Sequence[Piece], sign: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One arm's reply, and where it has words that the other has not."""
    text, spans = "", list[tuple[int, int]]()
    for piece in pieces:
        if piece.sign == sign:
            spans.append((len(text), len(text) + len(piece.text)))
        if piece.sign in (" ", sign):
            text += piece.text
    return text, tuple(spans)


def _differences(apart: Apart, found: Sequence[Difference]) -> tuple[Section, ...]:
    if not found:
        return (Words("No difference.", "good"),)
    return (_legend(apart), *(_difference(one) for one in found))


def _difference(one: Difference) -> Section:
    hops = " / ".join(hop or "–" for hop in one.hops) if any(one.hops) else ""
    title = " · ".join(part for part in (f"turn {one.turn}", one.where, one.facet, hops) if part)
    return Diff(tuple(_lines(one.base, one.arm)), title)


def _lines(base: JSON, arm: JSON) -> Iterator[tuple[str, str]]:
    if base is None or arm is None:
        sign, what = ("+", arm) if base is None else ("-", base)
        yield ("@", "only in one of both")
        yield from ((sign, line) for line in _pretty(what))
        return
    for line in difflib.ndiff(_pretty(base), _pretty(arm)):
        if line[0] != "?":
            yield (line[0], line[2:])


def _pretty(value: JSON) -> list[str]:
    if isinstance(value, str):
        return value.split("\n")
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True).split("\n")


def _rows(apart: Apart) -> tuple[Section, ...]:
    if apart.effect.same:
        return (Words("The same effect on the back-end, row by row.", "good"),)
    sections: list[Section] = [_legend(apart)]
    told = {
        "missing": "only the first changed it",
        "extra": "only the second changed it",
        "other": "both changed it, to other values",
    }
    for row in apart.effect.rows:
        lines: list[tuple[str, str]] = [("@", told[row.kind])]
        for column, (base, arm) in row.cells.items():
            lines += [("-", f"{column} {_cell(base)}"), ("+", f"{column} {_cell(arm)}")]
        sections.append(Diff(tuple(lines), f"{row.table} {row.key} · {row.operation}"))
    sections.append(Words(f"{plural(len(apart.effect.rows), 'row')} in all", "dim"))
    return tuple(sections)


def _cell(value: JSON) -> str:
    return "–" if value is None else json.dumps(value, ensure_ascii=False)
