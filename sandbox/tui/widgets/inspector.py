"""The inspector: tabs of one hop or turn. Masked until somebody asks for real values."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.feed.view import Inspection, Section, Tree
from sandbox.tui.keymap import bindings
from sandbox.tui.style import MARK, MARK_WORDS
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.sections import Restore, section_lines


class InspectorView(LineView):
    """Lines of the chosen tab; the row of tabs is its first line and does not scroll away."""

    BINDINGS = bindings("inspect")

    class HopWanted(Message):
        """Go to the next or previous hop while staying here."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class ValuesToggled(Message):
        """Real values were asked for, or masked again."""

    def __init__(self) -> None:
        super().__init__(id="inspect")
        self.inspection: Inspection | None = None
        self.restore: Restore = lambda value: value
        self.real = False
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

    def _build(self) -> None:
        tabs = self.inspection.tabs if self.inspection else ()
        self._sections = tabs[self.tab_index].build() if tabs else ()
        self.relayout()
        self.lines_changed()

    def relayout(self) -> None:
        width = self.line_width
        if self.inspection is None:
            text = "Nothing chosen yet. The hop under the trace's cursor shows here."
            self._lines = Content(text).stylize("$text-muted").wrap(width)
            return
        restore: Restore = self.restore if self.real else (lambda value: value)
        lines = [self._tab_line(width)]
        lines.append(self._mark_line())
        for section in self._sections:
            lines.extend(section_lines(section, width, restore))
        self._lines = lines

    def _tab_line(self, width: int) -> Content:
        """Tab names; the chosen one stays in sight when they do not all fit."""
        assert self.inspection is not None
        parts: list[tuple[str, str]] = []
        for number, tab in enumerate(self.inspection.tabs):
            name = f"{tab.name}*{tab.badge}" if tab.badge else tab.name
            chosen = number == self.tab_index
            style = "bold $text-accent" if chosen else "$text-muted"
            parts.append((f"[{name}]" if chosen else f" {name} ", style))
        first = 0
        while first < self.tab_index and sum(len(text) for text, _ in parts[first:]) > width:
            first += 1
        return Content.assemble(*parts[first:]).truncate(width, ellipsis=True)

    def _mark_line(self) -> Content:
        mark = self.inspection.mark if self.inspection else ""
        if not mark:
            return Content("")
        return Content(f"{mark} {MARK_WORDS[mark]}").stylize(MARK[mark])

    def line_count(self) -> int:
        return len(self._lines)

    def line(self, index: int) -> Content:
        return self._lines[index]

    def action_tab(self, by: int) -> None:
        names = self.tab_names
        if names:
            self.tab = names[(self.tab_index + by) % len(names)]
            self._build()
            self.scroll_to(y=0, animate=False)

    def action_hop(self, by: int) -> None:
        self.post_message(self.HopWanted(by))

    def action_values(self) -> None:
        self.real = not self.real
        self.relayout()
        self.lines_changed()
        self.post_message(self.ValuesToggled())

    def action_copy(self) -> None:
        what = f"{self.inspection.title}: {self.tab}" if self.inspection else "nothing"
        self.post_message(self.Copied(self._whole(), what))

    def _whole(self) -> str:
        """The tab's full text, also what is not shown; a single value as JSON."""
        restore: Restore = self.restore if self.real else (lambda value: value)
        texts: list[str] = []
        for section in self._sections:
            if isinstance(section, Tree):
                texts.append(json.dumps(restore(section.value), indent=2, ensure_ascii=False))
            else:
                texts.append(_plain(section, restore))
        return "\n\n".join(text for text in texts if text)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y + self.scroll_offset.y != 0 or self.inspection is None:
            return
        at = 0
        for tab in self.inspection.tabs:
            at += len(f"{tab.name}*{tab.badge}" if tab.badge else tab.name) + 2
            if offset.x < at:
                self.tab = tab.name
                self._build()
                return


def _plain(section: Section, restore: Restore) -> str:
    parts: list[str] = []
    for field in fields(section):
        value: Any = getattr(section, field.name)
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, tuple):
            parts.extend(
                "  ".join(str(cell) for cell in row) if isinstance(row, tuple) else str(row)
                for row in value
            )
    return str(restore("\n".join(part for part in parts if part)))
