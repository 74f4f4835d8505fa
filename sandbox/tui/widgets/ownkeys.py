"""A text field whose own keys run in order with the letters around them."""

from __future__ import annotations

from textual import events

from sandbox.tui.widgets.textarea import TextArea


class OwnKeys(TextArea):
    """Runs this widget's own bindings at once.

    Textual lets a key bubble to the app before its binding runs, while letters are inserted here:
    of `y`, backspace, `1`, Enter in one packet (a slow line) "y1" would be sent.
    """

    async def _on_key(self, event: events.Key) -> None:
        is_letter = event.is_printable and not event.key.startswith("alt+")
        active = None if is_letter else self.screen.active_bindings.get(event.key)
        if active is not None and active.node is self and active.enabled:
            event.stop()
            event.prevent_default()
            await self.run_action(active.binding.action)
        elif event.key.startswith("alt+"):
            event.prevent_default()  # a chord is no letter: it is for whoever has bound it
