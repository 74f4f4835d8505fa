"""A turn that was said again, held against the turn it was before, hop by hop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from sandbox.log.event import ModelRequested
from sandbox.replay.compare import Change, Comparison
from sandbox.replay.divergence import short
from sandbox.replay.may_differ import MayDiffer, Spot
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.view import Diff, Facts, Section, Tab, Words
from sandbox.tui.replaying.found import Found, diff_section

if TYPE_CHECKING:
    from sandbox.domain.base import JSON
    from sandbox.log.fold import Hop, Turn

CHANGED: Final = "Changed"
_CALLS: Final = frozenset(("validate", "repair", "policy", "execute"))
"""Hops that are about one call: they are the same hop only if it is the same tool."""
_SIDES: Final = "− before, + now"
_REQUEST: Final = {"model", "messages", "tools", "settings"}


@dataclass(frozen=True)
class Against:
    """`found`: marks and tabs for the newer turn's rows. `words`: the same in a line.

    `changed`, `new` and `gone` are labels of hops (`1.21 policy orders.issue_refund`).
    """

    found: Found
    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not (self.changed or self.new or self.gone or self.others)

    @property
    def words(self) -> str:
        """`2 hops differ, 1 is new; reply and rows differ`."""
        if self.same:
            return "the same, hop by hop"
        counts = [
            f"{plural(len(self.changed), 'hop')} changed" if self.changed else "",
            f"{len(self.new)} new" if self.new else "",
            f"{len(self.gone)} gone" if self.gone else "",
        ]
        ends = f"; {' and '.join(self.others)} changed" if self.others else ""
        return ", ".join(count for count in counts if count) + ends


@dataclass
class _Seen:
    found: Found = field(default_factory=Found)
    changed: list[str] = field(default_factory=list[str])
    new: list[str] = field(default_factory=list[str])
    gone: list[str] = field(default_factory=list[str])
    rows: list[tuple[str, object]] = field(default_factory=list[tuple[str, object]])
    edited: tuple[tuple[str, object], ...] = ()


def against(was: Turn, now: Turn, edited: Sequence[str] = ()) -> Against:
    """How `now` differs from `was`. Durations never count, nor do the numbers of hops.

    `edited`: files of the pack that are not what they were.
    """
    seen = _Seen(edited=tuple(("edited" if n == 0 else "", f) for n, f in enumerate(edited)))
    pairs = list(_pairs(was.hops, now.hops))
    for place, (one, other) in enumerate(pairs):
        if other is None and one is not None:
            seen.gone.append(_label(one))
            seen.rows.append((f"gone  {_label(one)}", ""))
        elif one is None and other is not None:
            seen.new.append(_label(other))
            seen.rows.append((f"new   {_label(other)}", ""))
            seen.found.add(other.id, Tab(CHANGED, _only_new), "+")
        elif one is not None and other is not None:
            _compare(one, other, seen, _asked(pairs[place:]))
    sections, others = _ends(was, now)
    head: list[Section] = [Facts(seen.edited, "pack")] if seen.edited else []
    head += [Facts(tuple(seen.rows), "hops")] if seen.rows else []
    if head or sections:
        whole = (*head, *sections)
        seen.found.add(f"turn:{now.number}", Tab(CHANGED, lambda: whole, len(seen.rows)))
    return Against(
        seen.found, tuple(seen.changed), tuple(seen.new), tuple(seen.gone), tuple(others)
    )


def _only_new() -> tuple[Section, ...]:
    return (Words("This hop was not there before.", "good"),)


def _compare(was: Hop, now: Hop, seen: _Seen, asked: tuple[str, str] | None) -> None:
    """`asked`: what the next model call was told, before and now."""
    left, right = _essence(was), _essence(now)
    changes = _changes(left, right)
    if not changes:
        return
    first = changes[0]
    seen.changed.append(_label(now))
    told = f"{first.pointer} {short(first.expected, 60)} → {short(first.got, 60)}"
    seen.rows.append((f"{now.id} {now.name} {now.subject}".strip(), told))
    sections: list[Section] = []
    if now.name == "prompt":
        # Its output has digests only; what was edited stands in the request.
        sections += [Facts(seen.edited, "pack")] if seen.edited else []
        if asked is not None and asked[0] != asked[1]:
            sections.append(diff_section(*asked, f"the instructions: {_SIDES}"))
    seen.found.add(
        now.id,
        Tab(CHANGED, lambda: (*sections, diff_section(left, right, _SIDES)), len(changes)),
    )


def _asked(pairs: Sequence[tuple[Hop | None, Hop | None]]) -> tuple[str, str] | None:
    """The instructions of the next model call on both sides, None where one has none."""
    calls = (pair for pair in pairs if any(hop and hop.name == "infer" for hop in pair))
    was, now = next(calls, (None, None))
    return (_told(was), _told(now)) if was is not None and now is not None else None


def _told(infer: Hop) -> str:
    requests = (event for event in infer.events if isinstance(event, ModelRequested))
    first = next(requests, None)
    return "\n\n".join(m.text for m in first.messages if m.role == "system") if first else ""


def _ends(was: Turn, now: Turn) -> tuple[list[Section], list[str]]:
    """Reply, outcome and rows, where they are not the same."""
    sections: list[Section] = []
    others: list[str] = []
    rows = [[change.model_dump(mode="json") for change in turn.changes] for turn in (was, now)]
    ends = [turn.finished.outcome if turn.finished else "" for turn in (was, now)]
    for name, left, right in (
        ("reply", was.reply, now.reply),
        ("outcome", *ends),
        ("rows", *rows),
    ):
        if left != right:
            section: Diff = diff_section(left, right, f"{name}: {_SIDES}")
            sections.append(section)
            others.append(name)
    return sections, others


def _changes(left: JSON, right: JSON) -> Sequence[Change]:
    return Comparison(MayDiffer(), Spot("", 0)).changes(left, right)


def _essence(hop: Hop) -> dict[str, JSON]:
    """What of a hop two runs of a turn must share."""
    asked = [event for event in hop.events if isinstance(event, ModelRequested)]
    requests = [event.model_dump(mode="json", include=_REQUEST) for event in asked]
    return {
        "subject": hop.subject,
        "output": hop.output.model_dump(mode="json") if hop.output else None,
        "fault": hop.fault.model_dump(mode="json") if hop.fault else None,
        "request": requests or None,
    }


def _pairs(was: Sequence[Hop], now: Sequence[Hop]) -> Iterator[tuple[Hop | None, Hop | None]]:
    """Hops of the same kind in the same order; None stands for one that the other side has not."""
    matcher = SequenceMatcher(None, [_kind(h) for h in was], [_kind(h) for h in now], False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(was[i1:i2], now[j1:j2], strict=True)
        else:
            yield from ((hop, None) for hop in was[i1:i2])
            yield from ((None, hop) for hop in now[j1:j2])


def _kind(hop: Hop) -> tuple[str, str]:
    return hop.name, hop.subject if hop.name in _CALLS else ""


def _label(hop: Hop) -> str:
    return f"{hop.id} {hop.name} {hop.subject}".strip()
