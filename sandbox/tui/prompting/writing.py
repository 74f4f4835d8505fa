"""The prompt's history over sessions, its search, and the editor, as the main screen has them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from sandbox.tui.prompting.completing import CompletingScreen
from sandbox.tui.prompting.door import Housed
from sandbox.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver


class WritingScreen(CompletingScreen):
    """What the prompt asks for besides completion."""

    def opened(self, driver: Driver) -> None:
        """A session is shown: what was sent in those before it can be had again."""
        self.prompt.keep = lambda text: None
        if self.prompt.has_focus and self.prompt.typed is not None:
            self.complete(self.prompt.typed)  # of what was typed before it was open
        if isinstance(driver, Housed):
            self.run_worker(self._recall(driver), group="history", exit_on_error=False)

    async def _recall(self, driver: Housed) -> None:
        from sandbox.tui.prompting.history import keep, merged, past

        folder = driver.house.folder
        earlier = await asyncio.to_thread(past, folder)
        if cast("HopscopeApp", self.app).session_driver is not driver:
            return
        self.prompt.earlier(merged(earlier, self.prompt.past))

        def kept(text: str) -> None:
            if cast("HopscopeApp", self.app).session_driver is driver:
                keep(folder, text)

        self.prompt.keep = kept

    def on_prompt_search_wanted(self) -> None:
        from sandbox.tui.prompting.search import HistoryPicker

        self.close_completion()
        app = cast("HopscopeApp", self.app)
        if app.masked or not self.prompt.past:
            words = "It may hold real values" if app.masked else "Nothing was sent yet"
            app.say(f"{words}.", hint="/mask shows them again" if app.masked else "")
            return
        dialog = HistoryPicker(self.prompt.past)

        def picked(which: str | None) -> None:
            if text := dialog.text_of(which):
                self.prompt.put(text)
                self.close_completion()

        self.app.push_screen(dialog, picked)

    def on_prompt_editor_wanted(self, event: Prompt.EditorWanted) -> None:
        from sandbox.tui.prompting.editor import EditorError, edited

        app, prompt = cast("HopscopeApp", self.app), self.prompt
        self.close_completion()
        if app.turns.busy:
            # The screen stands still while the editor has the terminal, and with it the turn.
            app.say("A turn is running: the editor would hold it up.", "warn", "Esc cancels it")
            return
        text = prompt.whole
        try:
            written = edited(app, text)
        except EditorError as error:
            if error.written:
                prompt.remember(error.written)
            hint = error.hint or ("↑ brings what was written" if error.written else "")
            app.say(f"{error}; the prompt is as it was.", "warn", hint)
            return
        if written != text:
            prompt.put(written)
        prompt.focus()
