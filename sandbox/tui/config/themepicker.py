"""The list of themes: the one under the cursor is on, Esc brings back the one before."""

from __future__ import annotations

from textual.widgets import OptionList

from sandbox.tui.screens.picker import Choice, Picker


class ThemePicker(Picker):
    """Gives the name of the theme that was picked; `names` in the order in which they stand."""

    def __init__(self, names: list[str], current: str) -> None:
        super().__init__("Theme", [Choice(name, name) for name in names], current)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option.id and not self.finished:
            self.app.theme = event.option.id

    def finish(self, result: str | None) -> None:
        """Closes it; without a result everything is as it was."""
        if not self.finished and result is None:
            self.app.theme = self.current
        super().finish(result)
