"""Keys of every pane: chat, trace, inspector and the dock."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("down", "lists", "j,down", "move(1)", "j", "move", "down", 8),
    Key("up", "lists", "k,up", "move(-1)", "k", "move", "up", 8),
    Key("page_down", "lists", "pagedown,ctrl+d", "page(1)", "PgDn", "page", "a page down"),
    Key("page_up", "lists", "pageup,ctrl+u", "page(-1)", "PgUp", "page", "a page up"),
    Key("first", "lists", "g,home", "first", "g", "first", "to the first line"),
    Key("last", "lists", "G,end", "last", "G", "last", "to the last line, and follow"),
    Key("find", "lists", "slash", "find", "/", "find", "find text", 6),
    Key("find_next", "lists", "n", "find_next(1)", "n", "next", "next match"),
    Key("find_previous", "lists", "N", "find_next(-1)", "N", "previous", "previous match"),
    Key("copy", "lists", "y", "copy", "y", "copy", "copy what the cursor is on", 4),
    Key("copy_json", "lists", "Y", "screen.copy_json", "Y", "copy", "copy it as JSON"),
    Key("export", "lists", "x", "screen.export", "x", "export", "export it; asks the format"),
    Key("zoom", "lists", "z", "screen.zoom", "z", "zoom", "this pane alone, and back", 5),
    Key("pane_1", "lists", "1", "screen.show('chat')", "1", "chat", "chat"),
    Key("pane_2", "lists", "2", "screen.show('trace')", "2", "trace", "trace"),
    Key("pane_3", "lists", "3", "screen.show('inspect')", "3", "inspect", "inspector"),
    Key("narrower", "lists", "less_than_sign", "screen.split(-4)", "<", "split", "chat narrower"),
    Key("wider", "lists", "greater_than_sign", "screen.split(4)", ">", "split", "chat wider"),
    Key("even", "lists", "equals_sign", "screen.split(0)", "=", "split", "chat as at first"),
    Key(
        "mark",
        "lists",
        "m",
        "app.slash('mark')",
        "m",
        "mark",
        "mark the turn good or bad, with a note",
        3,
    ),
    Key(
        "edit_turn", "lists", "e", "app.slash('edit')", "e", "edit", "edit the turn, say it anew", 2
    ),
    Key("again", "lists", "R", "screen.sure('again')", "R", "again", "the same words in a fork"),
    Key("fork", "lists", "b", "screen.sure('fork here')", "b", "fork", "a fork before this turn"),
    Key("compare_turn", "lists", "c", "app.slash('compare here')", "c", "compare", "this turn", 1),
    Key("list_help", "lists", "question_mark", "screen.help", "?", "help", "this list", 3),
)
