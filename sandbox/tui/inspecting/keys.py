"""Keys that go through a session's troubles, and of the inspector alone."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key(
        "trouble",
        "lists",
        "exclamation_mark",
        "screen.trouble(1)",
        "!",
        "trouble",
        "the next hop that something is wrong with, and what; ends at the first again",
        5,
    ),
    Key(
        "trace_tab_left",
        "trace",
        "left_square_bracket",
        "screen.inspect_tab(-1)",
        "[ ]",
        "tab",
        "previous tab of the inspector, staying in the trace",
    ),
    Key(
        "trace_tab_right",
        "trace",
        "right_square_bracket",
        "screen.inspect_tab(1)",
        "]",
        "tab",
        "next tab of the inspector, staying in the trace",
        2,
    ),
    Key("diff", "inspect", "d", "diff", "d", "diff", "two columns ↔ one under the other", 6),
    Key("open", "inspect", "o", "screen.open_hop", "o", "editor", "this tab in your editor", 3),
)
