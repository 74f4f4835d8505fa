"""Finding and filtering in the panes of the main screen."""

from __future__ import annotations

from contextlib import suppress

from sandbox.tui.screens.layout import PaneScreen
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.pane import Pane, PaneBar


class FindingScreen(PaneScreen):
    """A line to type a search or a filter in, at the bottom of the pane that it is for.

    `filter_text`: the trace's filter, or the last one that was in force.
    """

    filter_text = ""
    _kept = ""  # in force when the line was opened: "" for none

    def on_line_view_bar_wanted(self, event: LineView.BarWanted) -> None:
        view = self.focused
        pane = (
            next((one for one in view.ancestors if isinstance(one, Pane)), None) if view else None
        )
        if pane is None or not isinstance(view, LineView):
            return
        if event.purpose == "filter":
            hint = "words, is:repaired, tool:refund, turn:3..5, ms:>100, !not, ~regex; f f: off, on"
            trace = self.trace.trace
            self._kept = trace.filter.text if trace is not None and trace.filter else ""
            pane.ask("filter", self.filter_text, hint, view)
        else:
            pane.ask("find", view.needle, "find; Enter, then n and N", view)

    def on_pane_typed(self, event: Pane.Typed) -> None:
        if event.purpose == "find":
            lines = event.pane.searched
            found = lines is not None and lines.find_text(event.text)
            event.pane.tell_found(found, event.final)
            return
        self._try_filter(event.text, event.pane.bar)
        if event.final and not event.pane.bar.has_class("-bad"):
            event.pane.close_bar()

    def _try_filter(self, text: str, bar: PaneBar) -> None:
        """A text that is no filter colours the line and says where it goes wrong.

        Until it is one, the filter from before the line was opened holds: the part that could be
        read so far is nothing that anybody asked for.
        """
        from sandbox.tui.feed.filter import FilterError

        try:
            self.filter_trace(text)
        except FilterError as error:
            with suppress(FilterError):  # a pattern may take too long now that did not before
                self.filter_trace(self._kept)
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
            self.filter_text = text.strip() or self.filter_text
            self.filter_error = ""
            self.trace.rows_changed()

    def on_pane_toggled(self, event: Pane.Toggled) -> None:
        """`f f`: the filter is taken away, or the last one is there again."""
        active = self.trace.trace is not None and self.trace.trace.filter is not None
        self.filter_trace("" if active else self.filter_text)
        self.show_titles()

    def on_pane_gave_up(self, event: Pane.GaveUp) -> None:
        if event.purpose == "find" and event.pane.searched is not None:
            event.pane.searched.find_text("")
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
