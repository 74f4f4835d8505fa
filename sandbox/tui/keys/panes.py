"""Keys of the chat, the trace and the inspector alone."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("chat_open", "chat", "enter", "open", "Enter", "open", "inspect a call; a turn's menu", 9),
    Key("chat_view", "chat", "o", "screen.view", "o", "editor", "all of it as JSON in your editor"),
    Key("chat_menu", "chat", "full_stop", "menu", ".", "menu", "what can be done with it", 6),
    Key("chat_toggle", "chat", "space", "unfold", "Space", "fold", "open or close the call", 7),
    Key("trace_open", "trace", "enter", "open", "Enter", "inspect", "inspect; open a fold", 9),
    Key("trace_toggle", "trace", "space", "unfold", "Space", "fold", "open or close fold, turn", 7),
    Key("filter", "trace", "f", "filter", "f", "filter", "filter, e.g. is:repaired turn:3", 7),
    Key("marked", "trace", "M", "app.only_marked", "M", "marked", "marked turns only, and back"),
    Key("follow", "trace", "F", "follow", "F", "follow", "follow the newest hop", 2),
    Key(
        "tab_left", "inspect", "left_square_bracket,left,h", "tab(-1)", "[ ]", "tab", "previous tab"
    ),
    Key(
        "tab_right", "inspect", "right_square_bracket,right,l", "tab(1)", "]", "tab", "next tab", 9
    ),
    Key(
        "hop_previous",
        "inspect",
        "left_curly_bracket",
        "hop(-1)",
        "{ }",
        "hop",
        "previous hop, staying here",
    ),
    Key("hop_next", "inspect", "right_curly_bracket", "hop(1)", "}", "hop", "next hop", 7),
    Key("values", "inspect", "v", "values", "v", "values", "real values ↔ placeholders", 7),
)
