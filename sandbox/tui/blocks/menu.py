"""The menu of an entry of the chat. Every line of it is also a key or a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.screens.picker import Choice

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.widgets.chatlines import Entry

_KINDS = {"ask": "question", "reply": "answer", "said": "words", "call": "call"}


def title(entry: Entry) -> str:
    """`Turn 3 · answer`."""
    kind = entry.key.partition(":")[0]
    return f"Turn {entry.turn} · {_KINDS.get(kind, kind)}"


def choices(entry: Entry, live: bool) -> list[Choice]:
    """What can be done with `entry`; a recording can't be changed."""
    found = [Choice("copy", "Copy", "y"), Choice("json", "Copy as JSON", "Y")]
    if entry.hop:
        found.append(Choice("inspect", "Inspect", "its hop, with all tabs"))
    if live:
        found += [
            Choice("edit", "Edit and resend", "e · said so in a fork before this turn"),
            Choice("again", "Regenerate", "R · the same words once more, in a fork"),
            Choice("fork", "Fork here", "b · a copy as it was before this turn"),
            Choice("compare", "Compare models", "c · this turn"),
            Choice("mark", "Mark", "m · good or bad, with a note"),
            Choice("save", "Save", "F12 · the session as a recording"),
        ]
    return found


def act(app: HopscopeApp, entry: Entry, what: str) -> None:
    """Does what was picked."""
    chat, turn = app.main.chat, entry.turn
    if what == "copy":
        app.copy(entry.text, "it")
    elif what == "json":
        from sandbox.tui.blocks.as_json import entry_json

        app.copy(entry_json(app.driver.session, entry, chat.restore), "it as JSON")
    elif what == "inspect":
        chat.post_message(chat.Opened(entry.hop))
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
