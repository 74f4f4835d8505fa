"""The menu of an entry of the chat. Every line of it is also a key or a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sandbox.tui.config.hinting import is_hint, no_more
from sandbox.tui.screens.picker import Choice

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.screens.main import MainScreen
    from sandbox.tui.widgets.chatlines import Entry

_KINDS = {"ask": "question", "reply": "answer", "said": "words", "call": "call"}


def title(entry: Entry) -> str:
    """`Turn 3 · answer`."""
    kind = entry.key.partition(":")[0]
    if not entry.turn:
        return "Hint" if is_hint(entry.text) else "Notice"
    return f"Turn {entry.turn} · {_KINDS.get(kind, kind)}"


def choices(entry: Entry, live: bool) -> list[Choice]:
    """What can be done with `entry`; a recording can't be changed."""
    found = [Choice("copy", "Copy", "y"), Choice("json", "Copy as JSON", "Y")]
    if entry.hop:
        found.append(Choice("inspect", "Inspect", "its hop, with all tabs"))
    if is_hint(entry.text) and not entry.turn:
        found.append(Choice("no_hints", "No more hints", "those of the first sessions"))
    if live and entry.turn:
        found += [
            Choice("edit", "Edit and resend", "e · said so in a fork before this turn"),
            Choice("again", "Regenerate", "R · the same words once more, in a fork"),
            Choice("fork", "Fork here", "b · a copy as it was before this turn"),
            Choice("compare", "Compare models", "c · this turn"),
            Choice("mark", "Mark", "m · good or bad, with a note"),
            Choice("save", "Save", "F12 · the session as a recording"),
        ]
    return found


def act(screen: MainScreen, entry: Entry, what: str) -> None:
    """Does what was picked, to what `screen` shows."""
    app, chat, turn = cast("HopscopeApp", screen.app), screen.chat, entry.turn
    if what == "copy":
        app.copy(entry.text, "it")
    elif what == "json":
        from sandbox.tui.blocks.as_json import entry_json

        assert screen.pump is not None
        app.copy(entry_json(screen.pump.driver.session, entry, chat.restore), "it as JSON")
    elif what == "inspect":
        chat.post_message(chat.Opened(entry.hop))
    elif what == "no_hints":
        no_more(app)
    elif what == "again":
        app.guarded(lambda: app.branches.again(turn))
    else:
        words = {
            "edit": f"/edit {turn}",
            "fork": f"/fork {turn}",
            "compare": f"/compare {turn}",
            "mark": f"/mark {turn}",
            "save": "/save",
        }
        app.run_slash(words[what])
