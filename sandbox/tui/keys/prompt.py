"""Keys of the prompt."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("send", "prompt", "enter", "submit", "Enter", "send", "send", 10),
    Key(
        "newline",
        "prompt",
        "ctrl+j,shift+enter,alt+enter",
        "newline",
        "^J",
        "newline",
        "new line",
        8,
    ),
    Key(
        "history_up", "prompt", "up", "history(-1)", "↑", "history", "earlier message (first line)"
    ),
    Key(
        "history_down", "prompt", "down", "history(1)", "↓", "history", "later message (last line)"
    ),
    Key(
        "editor",
        "prompt",
        "ctrl+g",
        "editor",
        "^G",
        "editor",
        "the text in $VISUAL or $EDITOR, and back",
        1,
    ),
    Key("history_search", "prompt", "ctrl+r", "search", "^R", "history", "search what was sent"),
)
