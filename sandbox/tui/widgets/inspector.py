"""The inspector: tabs of one hop or turn. Masked until somebody asks for real values."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.inspect.text import whole
from sandbox.tui.feed.safe import clean
from sandbox.tui.feed.view import Diff, Inspection, Section, Tab
from sandbox.tui.keymap import bindings
from sandbox.tui.style import MARK, MARK_WORDS
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.markdown import plain_lines
from sandbox.tui.widgets.sections import Restore, section_lines

BROAD: Final = 100
"""Columns of the screen from which on arguments are compared side by side."""
NARROWEST: Final = 40
"""Cells under which two columns would be too narrow to read."""
MOST_LINES: Final = 4_000
"""Lines of one tab that are laid out; wrapping them takes about 40 ms."""


class TabBar(Widget):
    """One line with the inspector's tabs; a click chooses."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__(id="inspect-tabs")
        self._tabs: tuple[Tab, ...] = ()
        self._index = 0
        self._first = 0

    def show(self, tabs: tuple[Tab, ...], index: int) -> None:
        """Shows `tabs` with number `index` chosen."""
        self._tabs, self._index = tabs, index
        self.refresh()

    def render(self) -> Content:
        """The chosen tab stays in sight when they do not all fit."""
        parts: list[tuple[str, str]] = []
        for number, tab in enumerate(self._tabs):
            chosen = number == self._index
            style = "bold $text-accent" if chosen else "$foreground-muted"
            parts.append((f"[{_label(tab)}]" if chosen else f" {_label(tab)} ", style))
        width, first = self.size.width, 0
        while first < self._index and sum(len(text) for text, _ in parts[first:]) > width:
            first += 1
        self._first = first
        return Content.assemble(*parts[first:]).truncate(max(width, 1), ellipsis=True)

    def on_click(self, event: events.Click) -> None:
        at = 0
        for tab in self._tabs[self._first :]:
            at += len(_label(tab)) + 2
            if event.x < at:
                self.post_message(self.Chosen(tab.name))
                return


def _label(tab: Tab) -> str:
    return f"{tab.name}*{tab.badge}" if tab.badge else tab.name


class InspectorView(LineView):
    """Lines of the chosen tab. A `TabBar` above it shows which there are."""

    BINDINGS = bindings("inspect")

    class HopWanted(Message):
        """Go to the next or previous hop while staying here."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class TabMoved(Message):
        """Another tab was chosen by key."""

    class ValuesToggled(Message):
        """Real values were asked for, or masked again."""

    def __init__(self) -> None:
        super().__init__(id="inspect")
        self.inspection: Inspection | None = None
        self.restore: Restore = lambda value: value
        self.real = False
        self.flipped = False
        self.tab = ""
        self._sections: tuple[Section, ...] = ()
        self._lines: list[Content] = []

    def show(self, inspection: Inspection | None) -> None:
        """Shows `inspection`, on the tab of the same name if there is one."""
        fresh = inspection is None or self.inspection is None
        moved = fresh or inspection.key != self.inspection.key  # type: ignore[union-attr]
        self.inspection = inspection
        self._build()
        if moved:
            self.scroll_to(y=0, animate=False)

    @property
    def tab_names(self) -> list[str]:
        return [tab.name for tab in self.inspection.tabs] if self.inspection else []

    @property
    def tab_index(self) -> int:
        names = self.tab_names
        return names.index(self.tab) if self.tab in names else 0

    @property
    def compares(self) -> bool:
        """Whether the tab has a comparison, which may stand in two columns."""
        return any(isinstance(section, Diff) for section in self._sections)

    def _build(self) -> None:
        tabs = self.inspection.tabs if self.inspection else ()
        self._sections = tabs[self.tab_index].build() if tabs else ()
        self.relayout()
        self.lines_changed()

    def relayout(self) -> None:
        width = self.line_width
        if self.inspection is None:
            text = "Nothing chosen yet. The hop under the trace's cursor shows here."
            words = Content(text).stylize("$foreground-muted")
            self._lines = words.wrap(width) if width > 1 else []  # nothing is laid out yet
            return
        restore: Restore = self.restore if self.real else (lambda value: value)
        lines = self._mark_lines()
        for number, section in enumerate(self._sections, 1):
            lines.extend(section_lines(section, width, restore, self._in_two(section)))
            if len(lines) > MOST_LINES and number < len(self._sections):
                more = plural(len(self._sections) - number, "part")
                words = f"… {more} more not shown; y copies all, o opens it"
                lines.append(Content(words).stylize("$foreground-muted italic"))
                break
        self._lines = lines

    def _in_two(self, section: Section) -> bool:
        """Whether a comparison stands in two columns: what suits it where there is room, or not."""
        if not isinstance(section, Diff) or self.line_width < NARROWEST:
            return False
        suits = any(section.heads) and self.app.size.width >= BROAD
        return suits != self.flipped

    def _mark_lines(self) -> list[Content]:
        """The row's letter in words, and what is suspicious about it, whatever tab is shown."""
        mark = self.inspection.mark if self.inspection else ""
        causes = self.inspection.causes if self.inspection else ()
        lines = [Content(f"{mark} {MARK_WORDS[mark]}").stylize(MARK[mark])] if mark else []
        for cause in causes:
            lines += plain_lines(clean(f"! {cause}"), self.line_width, "bold $text-warning")
        return lines

    def line_count(self) -> int:
        return len(self._lines)

    def line(self, index: int) -> Content:
        return self._lines[index]

    def action_tab(self, by: int) -> None:
        names = self.tab_names
        if names:
            self.choose(names[(self.tab_index + by) % len(names)])
            self.post_message(self.TabMoved())

    def choose(self, tab: str) -> None:
        """Shows the tab of that name, and stays on it from hop to hop."""
        self.tab = tab
        self._build()
        self.scroll_to(y=0, animate=False)

    def action_hop(self, by: int) -> None:
        self.post_message(self.HopWanted(by))

    def action_diff(self) -> None:
        """Comparisons in two columns ↔ one under the other."""
        self.flipped = not self.flipped
        self.relayout()
        self.lines_changed()

    def action_values(self) -> None:
        self.real = not self.real
        self.relayout()
        self.lines_changed()
        self.post_message(self.ValuesToggled())

    def action_copy(self) -> None:
        tab = self.tab_names[self.tab_index] if self.tab_names else ""
        what = f"{self.inspection.title}: {tab}" if self.inspection else "nothing"
        self.post_message(self.Copied(self.whole(), what))

    def whole(self) -> str:
        """The tab's full text, also what is not shown; a single value as JSON."""
        return whole(self._sections, self.restore if self.real else (lambda value: value))
