"""Finding and filtering in the panes of the main screen."""

from __future__ import annotations

from sandbox.tui.screens.layout import PaneScreen
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.pane import Pane, PaneBar


class FindingScreen(PaneScreen):
    """A line to type a search or a filter in, at the bottom of the pane that it is for."""

    def on_line_view_bar_wanted(self, event: LineView.BarWanted) -> None:
        view = self.focused
        pane = next((pane for pane in self.panes.values() if pane.view is view), None)
        if pane is None:
            return
        if event.purpose == "filter":
            active = self.trace.trace.filter if self.trace.trace else None
            hint = "words, is:repaired, turn:3..5, ms:>100, hop:infer, !not, ~regex"
            pane.ask("filter", active.text if active else "", hint)
        else:
            pane.ask("find", pane.view.needle, "find; Enter, then n and N")

    def on_pane_typed(self, event: Pane.Typed) -> None:
        if event.purpose == "find":
            found = event.pane.view.find_text(event.text)
            event.pane.bar.set_class(not found, "-bad")
        else:
            self._try_filter(event.text, event.pane.bar)
        if event.final and not event.pane.bar.has_class("-bad"):
            event.pane.close_bar()

    def _try_filter(self, text: str, bar: PaneBar) -> None:
        """A text that is no filter keeps the old one, colours the line and says where."""
        from sandbox.tui.feed.filter import FilterError

        try:
            self.filter_trace(text)
        except FilterError as error:
            bar.add_class("-bad")
            self.filter_error = f"at {error.at + 1}: {error}"
        else:
            bar.remove_class("-bad")
        self.show_titles()

    def filter_trace(self, text: str) -> None:
        """Filters the trace by `text`. Raises `FilterError`."""
        from sandbox.tui.feed.filter import parse_filter

        if self.trace.trace is not None:
            self.trace.trace.set_filter(parse_filter(text))
            self.filter_error = ""
            self.trace.rows_changed()

    def on_pane_gave_up(self, event: Pane.GaveUp) -> None:
        if event.purpose == "find":
            event.pane.view.find_text("")
        else:
            self.filter_trace("")
        self.show_titles()

    def clear_search(self, view: LineView) -> bool:
        """Takes away the search of `view`, or the trace's filter; False without any."""
        if view.needle:
            view.find_text("")
            return True
        trace = self.trace.trace
        if view is self.trace and trace is not None and trace.filter is not None:
            self.filter_trace("")
            return True
        return False
