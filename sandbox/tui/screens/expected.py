"""What a call is expected to change, from a rehearsal on a copy of the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual.content import Content

from sandbox.tui.feed.format import scalar
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.domain.tool import RowChange
    from sandbox.ports import ToolReply

_MOST_CELLS: Final = 6
_MOST_ROWS: Final = 8


def expected_content(reply: ToolReply | None) -> Content:
    """Rows before → after; why there are none. With real values, for the screen only."""
    if reply is None:
        return Content("")
    fault = getattr(reply.outcome, "fault", None)
    if fault is not None:
        words = f"expected to fail: {one_line(fault.message, 200)}"
        return Content.assemble((words, "$text-error"))
    if not reply.changes:
        return Content.assemble(("expected to change no row", "$foreground-muted"))
    lines = [_line(change) for change in reply.changes[:_MOST_ROWS]]
    if len(reply.changes) > _MOST_ROWS:
        lines.append(f"… and {len(reply.changes) - _MOST_ROWS} more rows")
    parts: list[str | tuple[str, str]] = [("expected, tried on a copy", "$foreground-muted")]
    for line in lines:
        parts += ["\n", f"  {line}"]
    return Content.assemble(*parts)


def _line(change: RowChange) -> str:
    cells = list(_cells(change))
    more = f" … {len(cells) - _MOST_CELLS} more" if len(cells) > _MOST_CELLS else ""
    sign = {"insert": "+ ", "delete": "− ", "update": ""}[change.operation]
    where = one_line(f"{sign}{change.table} {change.key}", 80)
    return f"{where}  {'  '.join(cells[:_MOST_CELLS])}{more}".rstrip()


def _cells(change: RowChange) -> Iterator[str]:
    before, after = change.before or {}, change.after or {}
    if change.operation == "delete":
        return
    for name, value in after.items():
        if change.operation == "insert":
            if value not in (None, "", change.key):
                yield f"{one_line(name, 40)} {scalar(value, 40)}"
        elif before.get(name) != value:
            was, now = scalar(before.get(name), 40), scalar(value, 40)
            yield f"{one_line(name, 40)} {was} → {now}"
