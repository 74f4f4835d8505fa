"""The menu of an entry, copying as JSON and exporting, as the main screen has them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from sandbox.tui.config.moved import shown
from sandbox.tui.elsewhere import not_here
from sandbox.tui.prompting.writing import WritingScreen
from sandbox.tui.widgets.chat import ChatView

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.screens.main import MainScreen

_SURE: Final = {
    "again": ("Say turn {0} once more in a fork?", "say it again"),
    "fork here": ("Fork before turn {0}?", "fork"),
}


class ActingScreen(WritingScreen):
    """What is done with the entry or the hop under the cursor."""

    def get_selected_text(self) -> str | None:
        with suppress(IndexError):  # textual#6708
            return super().get_selected_text()
        return None

    def on_chat_view_menu_wanted(self, event: ChatView.MenuWanted) -> None:
        from sandbox.tui.blocks.menu import act, choices, title
        from sandbox.tui.screens.picker import Picker

        entry, screen = event.entry, cast("MainScreen", self)
        if screen.pump is None:
            return
        live = screen.pump.driver.live

        def picked(what: str | None) -> None:
            if what:
                act(screen, entry, what)

        self.app.push_screen(Picker(title(entry), choices(entry, live)), picked)

    def on_prompt_entered(self) -> None:
        """Enter without words: the menu of the block that alt+up chose."""
        if self.chat.chosen:
            self.chat.action_menu()

    def action_sure(self, command: str) -> None:
        """Asks before a letter forks: somebody may be typing a sentence into the wrong pane."""
        from sandbox.tui.marks import turn_at_cursor
        from sandbox.tui.screens.ask import Sure

        app = cast("HopscopeApp", self.app)
        if app.screen is not app.main:
            not_here(app)
            return
        turn = turn_at_cursor(app) if app.session_driver is not None else 0
        if not turn:
            app.run_slash(f"/{command}")  # which says why not
            return
        question, yes = _SURE[command]
        words = "This session stays as it is, and Alt← leads back to it."

        def answered(sure: bool | None) -> None:
            if sure:
                app.run_slash(f"/{command}")

        self.app.push_screen(Sure(question.format(turn), words, yes), answered)

    def action_copy_json(self) -> None:
        """The chat's entry under the cursor, to the clipboard."""
        if found := self._as_json():
            cast("HopscopeApp", self.app).copy(*found)

    def action_view(self) -> None:
        """The same in the person's editor: all of it, however long. What is changed is not read."""
        from sandbox.tui.prompting.editor import EditorError, edited

        app, found = cast("HopscopeApp", self.app), self._as_json()
        if not found:
            return
        if app.turns.busy:
            app.say("A turn is running: the editor would hold it up.", "warn", "Esc cancels it")
            return
        try:
            edited(app, found[0], ".json")
        except EditorError as error:
            app.say(f"{error}.", "warn", error.hint)

    def _as_json(self) -> tuple[str, str] | None:
        """Text of the chat's entry, and what it is; None with none under the cursor."""
        from sandbox.tui.blocks.as_json import entry_json

        pump, entry = cast("MainScreen", self).pump, self.chat.entry
        if pump is None or entry is None or entry.key == "earlier":
            self.notify("No block is chosen: k goes to the last one.", markup=False, timeout=3)
            return None
        return entry_json(pump.driver.session, entry, self.chat.restore), "it as JSON"

    def action_jump(self) -> None:
        """Letters on every pane, block and row in sight."""
        from sandbox.tui.jumping.places import Place, places
        from sandbox.tui.jumping.screen import JumpScreen
        from sandbox.tui.screens.main import MainScreen

        assert isinstance(self, MainScreen)

        def picked(place: Place | None) -> None:
            if place is not None:
                cast("HopscopeApp", self.app).after_refresh(place.go)

        self.close_completion()
        self.app.push_screen(JumpScreen(places(self)), picked)

    def action_export(self) -> None:
        """Asks the format, then writes the file that `/export` names."""
        from sandbox.tui.screens.picker import Choice, Picker

        app = cast("HopscopeApp", self.app)
        if app.screen is not app.main:
            export = f"Esc, then {shown('session_export')} on it in the list of sessions"
            app.say("Only the session is exported here.", "warn", export)
            return
        kinds = [
            Choice("md", "Markdown", "the conversation, masked"),
            Choice("jsonl", "OpenAI messages", "one line of JSON, masked"),
            Choice("svg", "Picture", "this screen as SVG, masked"),
        ]

        def picked(kind: str | None) -> None:
            if kind:
                app.run_slash(f"/export {kind}")

        self.app.push_screen(Picker("Export", kinds), picked)
