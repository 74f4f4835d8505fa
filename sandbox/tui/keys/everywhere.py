"""Keys that hold on the whole main screen."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("quit", "app", "ctrl+q", "quit", "^Q", "quit", "quit; the session is kept", 0, True),
    Key(
        "copy_or_stop",
        "app",
        "ctrl+c",
        "copy_or_stop",
        "^C",
        "copy",
        "copy the selection, else cancel the turn, else press again to quit",
        0,
        True,
    ),
    Key("help", "main", "f1", "help", "F1", "help", "this list", 9),
    Key("palette", "main", "ctrl+p", "app.command_palette", "^P", "commands", "all commands", 5),
    Key("model", "main", "ctrl+l", "app.slash('model')", "^L", "model", "choose the model", 6),
    Key(
        "sessions",
        "main",
        "ctrl+s",
        "app.slash('sessions')",
        "^S",
        "sessions",
        "every session and recording: open, replay, fork, rename, delete",
        5,
    ),
    Key("new", "main", "ctrl+n", "app.slash('new')", "^N", "new", "a new session in place of this"),
    Key("save", "main", "f12", "app.slash('save')", "F12", "save", "a recording of this session"),
    Key(
        "rerun",
        "main",
        "ctrl+t",
        "app.slash('rerun')",
        "^T",
        "rerun",
        "the last turn again in a fork, on the pack as it is now; changes are marked",
        4,
    ),
    Key(
        "back_again",
        "main",
        "alt+left",
        "app.slash('back')",
        "Alt←",
        "back",
        "the session that was here before, and here again",
    ),
    Key(
        "takeover",
        "main",
        "ctrl+o",
        "app.slash('takeover')",
        "^O",
        "take over",
        "answer the next model call yourself; again: give it back",
    ),
    Key("chat", "main", "f2", "show('chat')", "F2", "chat", "go to the chat", 3),
    Key("trace", "main", "f3", "trace_or_inspect", "F3", "trace", "trace, again: inspector", 7),
    Key(
        "compare", "main", "f7", "app.slash('compare')", "F7", "compare", "compare models", 4, True
    ),
    Key("recent", "main", "f9", "app.slash('recent')", "F9", "model", "the model used before"),
    Key("next_pane", "main", "tab", "next_pane", "Tab", "pane", "next pane", 4),
    Key("previous_pane", "main", "shift+tab", "previous_pane", "⇧Tab", "back", "previous pane"),
    Key("block_up", "main", "alt+up", "block(-1)", "Alt↑", "turn", "previous item of the chat"),
    Key("block_down", "main", "alt+down", "block(1)", "Alt↓", "turn", "next item of the chat"),
    Key(
        "escape",
        "main",
        "escape",
        "escape",
        "Esc",
        "back",
        "close popup, clear filter, unzoom, to the prompt; there: cancel the turn",
        2,
    ),
)
