"""Keys of the panel in which a person answers for a model."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("human_send", "human", "enter", "human('send')", "Enter", "send", "answer with this", 20),
    Key("human_take", "human", "tab", "human('take')", "Tab", "complete", "take a suggestion", 18),
    Key(
        "human_newline",
        "human",
        "ctrl+j,shift+enter,alt+enter",
        "newline",
        "^J",
        "newline",
        "new line",
        17,
    ),
    Key(
        "human_request",
        "human",
        "ctrl+g",
        "human('request')",
        "^G",
        "request",
        "the whole request, in the inspector",
        19,
    ),
    Key("human_up", "human", "up", "line(-1)", "↑", "up", "suggestion or line above"),
    Key("human_down", "human", "down", "line(1)", "↓", "down", "suggestion or line below"),
    Key(
        "human_escape",
        "human",
        "escape",
        "human('escape')",
        "Esc",
        "cancel",
        "close the suggestions; else cancel the turn",
        16,
    ),
)
