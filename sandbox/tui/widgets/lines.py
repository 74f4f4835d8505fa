"""A scrolling view of lines, drawn one by one: the base of chat, trace and inspector.

Only visible lines are drawn (`render_line`), so a view of ten thousand costs what a screenful does.
It follows new lines at its end until somebody scrolls up, and has find, copy and mouse selection.
"""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from sandbox.tui.keymap import bindings

_NEAR_END = 2
"""Rows from the end within which scrolling follows again (textual#6677)."""


class LineView(ScrollView, can_focus=True):
    """Subclasses give `line_count` and `line`, and call `lines_changed` when either changed."""

    BINDINGS = bindings("lists")
    COMPONENT_CLASSES = {"lines--cursor"}
    ALLOW_MAXIMIZE = False
    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: scroll;  /* auto shows the bar late, and at the wrong place */
        scrollbar-size-vertical: 1;
        & .lines--cursor { background: $boost; }
        &:focus .lines--cursor { background: $primary-muted; }
    }
    """

    class Changed(Message):
        """Its position changed: the pane's border may say something else."""

    class BarWanted(Message):
        """It wants a line to type in: `purpose` is find or filter."""

        def __init__(self, purpose: str) -> None:
            super().__init__()
            self.purpose = purpose

    class Copied(Message):
        """Text to put on the clipboard."""

        def __init__(self, text: str, what: str) -> None:
            super().__init__()
            self.text = text
            self.what = what

    def __init__(self, *, id: str, follow: bool = False) -> None:
        super().__init__(id=id)
        self.follows = follow
        self.following = follow
        self.unseen = 0
        self.needle = ""
        self._known = 0
        self._height = 0
        self._strips: dict[int, Strip] = {}

    # What a subclass gives ---------------------------------------------------------------------

    def line_count(self) -> int:
        raise NotImplementedError

    def line(self, index: int) -> Content:
        """Line `index`, no wider than `line_width`."""
        raise NotImplementedError

    def cursor_lines(self) -> range:
        """Lines under the cursor; empty without one."""
        return range(0)

    def relayout(self) -> None:
        """Called when `line_width` changed, before lines are asked for."""

    def action_move(self, by: int) -> None:
        self.scroll_relative(y=by, animate=False)

    def action_copy(self) -> None:
        self.post_message(self.Copied(self.text_of(range(self.line_count())), "the pane"))

    # Drawing -----------------------------------------------------------------------------------

    @property
    def line_width(self) -> int:
        return max(self.scrollable_content_region.width, 1)

    def lines_changed(self) -> None:
        """Takes note of new, changed or removed lines; keeps following or counts what is unseen."""
        total = self.line_count()
        grown = max(0, total - self._known)
        self._known = total
        self._strips.clear()
        self.virtual_size = Size(self.line_width, total)
        if self.follows and self.following:
            self.to_end()
            self.unseen = 0
        elif grown:
            self.unseen += grown
        self.refresh()
        self.post_message(self.Changed())

    def redraw(self) -> None:
        """Draws all visible lines anew."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        width = self.line_width
        if index >= self.line_count():
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get(index)
        selection = self.text_selection
        if strip is None or selection is not None:
            strip = self._draw(index, width, selection)
            if selection is None:
                self._strips[index] = strip
        return strip

    def _draw(self, index: int, width: int, selection: Selection | None) -> Strip:
        content = self.line(index)
        style = self.visual_style
        if index in self.cursor_lines():
            style += self.get_visual_style("lines--cursor")
        span = selection.get_span(index) if selection is not None else None
        if span is not None:
            start, end = span
            mark = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            content = content.stylize(mark, start, len(content.plain) if end == -1 else end)
        if self.needle:
            content = _mark_found(content, self.needle)
        strip = Strip(_segments(content, style)).crop_extend(0, width, style.rich_style)
        return strip.apply_offsets(0, index)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self, event: events.Resize) -> None:
        seen = self._in_sight(self.cursor_lines())
        self.relayout()
        self.lines_changed()
        if seen and not (self.follows and self.following):
            self.call_after_refresh(lambda: self.show_lines(self.cursor_lines()))
        self._height = self.size.height

    def _in_sight(self, lines: range) -> bool:
        """Whether `lines` were on the screen, before or after it got smaller."""
        top = self.scroll_offset.y
        return bool(lines) and lines.start >= top and lines.start < top + max(self._height, 1)

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) == round(new_value):
            return
        self._strips.clear()
        if self.follows:
            near = self.max_scroll_y - round(new_value) <= _NEAR_END
            self.following = near
            if near:
                self.unseen = 0
        self.post_message(self.Changed())

    # Selecting and copying ---------------------------------------------------------------------

    @property
    def allow_select(self) -> bool:
        return True

    def selection_updated(self, selection: Selection | None) -> None:
        self.redraw()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        total = self.line_count()
        if not total:
            return None
        start = selection.start or Offset(0, 0)
        end = selection.end or Offset(10**9, total - 1)
        first, last = max(0, start.y), min(end.y, total - 1)
        texts = [self.line(index).plain for index in range(first, last + 1)]
        if not texts:
            return None
        if end.y <= total - 1:
            texts[-1] = texts[-1][: end.x]
        texts[0] = texts[0][start.x :]
        return "\n".join(text.rstrip() for text in texts), "\n"

    def text_of(self, lines: range) -> str:
        """The plain text of `lines`."""
        return "\n".join(self.line(index).plain.rstrip() for index in lines)

    # Moving ------------------------------------------------------------------------------------

    def action_page(self, by: int) -> None:
        self.action_move(by * max(self.size.height - 2, 1))

    def action_first(self) -> None:
        self.action_move(-(10**9))

    def action_last(self) -> None:
        self.action_move(10**9)
        self.to_end()

    def to_end(self) -> None:
        """Scrolls to the last line. Forced: the scrollbar may show only with the next layout."""
        self.scroll_end(animate=False, immediate=True, force=True)

    def show_lines(self, lines: range) -> None:
        """Scrolls as little as it takes to show `lines`, their first line above all."""
        if not lines:
            return
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        if lines.stop > top + height:
            top = lines.stop - height
        top = min(top, lines.start)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    # Finding -----------------------------------------------------------------------------------

    def action_find(self) -> None:
        self.post_message(self.BarWanted("find"))

    def find_text(self, needle: str) -> bool:
        """Looks for `needle` from the cursor on; False when it is nowhere."""
        self.needle = needle.lower()
        self.redraw()
        return not needle or self._go_to_match(1, inclusive=True)

    def action_find_next(self, by: int) -> None:
        if not self.needle:
            self.notify("Nothing is searched for: / finds text.", markup=False, timeout=3)
        elif not self._go_to_match(by, inclusive=False):
            self.notify(f"No match for {self.needle}", markup=False, timeout=3)

    def _go_to_match(self, by: int, inclusive: bool) -> bool:
        total = self.line_count()
        here = self.cursor_lines().start if self.cursor_lines() else self.scroll_offset.y
        first = 0 if inclusive else 1
        for step in range(first, total + first):
            index = (here + step * by) % total
            if self.needle in self.searched(index):
                self.go_to_line(index)
                return True
        return False

    def searched(self, index: int) -> str:
        """The lower-case text that find looks at for line `index`."""
        return self.line(index).plain.lower()

    def go_to_line(self, index: int) -> None:
        """Brings line `index` under the cursor, or to the top."""
        self.scroll_to(y=index, animate=False, force=True)


def _segments(content: Content, style: Style) -> list[Segment]:
    return content.render_segments(style)


def _mark_found(content: Content, needle: str) -> Content:
    text, at = content.plain.lower(), 0
    while (at := text.find(needle, at)) >= 0:
        content = content.stylize("$background on $warning", at, at + len(needle))
        at += len(needle)
    return content
