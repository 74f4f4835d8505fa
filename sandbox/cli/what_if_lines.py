"""What a what-if found, as lines for people."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from sandbox.cli.output import counted

if TYPE_CHECKING:
    from sandbox.check.what_if import Rejudged, Unjudged, WhatIf
    from sandbox.domain.base import JSON

T = TypeVar("T")

_MOST: Final = 40
"""Decisions of one list that are shown; `--json` has all."""


def what_if_lines(found: "WhatIf") -> list[str]:
    """Flips first, then a sum by rule, then what could not be judged."""
    lines = [f"changed: {', '.join(found.changed) or 'nothing; these are the rules of the pack'}"]
    lines += _listed(found.flips, _flip)
    if found.other_rule:
        lines.append("the same verdict by another rule:")
        lines += _listed(found.other_rule, _flip)
    if found.flips:
        lines += ["by rule:", *_by_rule(found.flips)]
    if found.unjudged:
        lines.append("can't be judged again:")
        lines += _listed(found.unjudged, _left)
    what = f"{counted(found.decisions, 'decision')} of {counted(found.turns, 'turn')}"
    lines.append(f"{what} in {counted(found.sessions, 'session')}: {_end(found)}")
    return lines


def _end(found: "WhatIf") -> str:
    parts = [f"{len(found.flips):,} flip" if found.flips else "none flips"]
    already = sum(one.already for one in found.flips)
    if already:
        parts.append(f"{already:,} of them by earlier changes")
    if found.other_rule:
        parts.append(f"{len(found.other_rule):,} by another rule")
    if found.unjudged:
        parts.append(f"{len(found.unjudged):,} not judged")
    if found.foreign:
        parts.append(f"{counted(found.foreign, 'session')} of other packs left out")
    return " · ".join(parts)


def _listed(items: Iterable[T], shown: Callable[[T], str]) -> list[str]:
    every = [f"  {shown(item)}" for item in items]
    left = len(every) - _MOST
    return every if left <= 0 else [*every[:_MOST], f"  … and {left:,} more; --json has all"]


def _flip(one: "Rejudged") -> str:
    before = f"{one.before.verdict} ({one.before.rule})"
    after = f"{one.after.verdict} ({one.after.rule})"
    where = f"{one.session} {one.turn}.{one.hop}  {one.tool} {short(one.arguments)}"
    because = " · also without this change" if one.already else ""
    return f"{where}  {before} → {after}: {one.after.reason}{because}"


def _left(one: "Unjudged") -> str:
    where = f"{one.session} {one.turn}.{one.hop}  {one.tool}" if one.turn else one.session
    return f"{where}: {one.why}"


def _by_rule(flips: "Iterable[Rejudged]") -> list[str]:
    moves = Counter(
        (f"{one.before.verdict} ({one.before.rule})", f"{one.after.verdict} ({one.after.rule})")
        for one in flips
    )
    ranked = sorted(moves.items(), key=lambda item: (-item[1], item[0]))
    return [f"  {count:>5,}  {before} → {after}" for (before, after), count in ranked]


def short(arguments: "JSON", room: int = 60) -> str:
    """Arguments in little room: `order_id=O-10077 amount=249.00`."""
    if not isinstance(arguments, dict):
        return ""
    words = (
        f"{name}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in arguments.items()
    )
    text = " ".join(" ".join(words).split())
    return text if len(text) <= room else f"{text[: room - 1]}…"
