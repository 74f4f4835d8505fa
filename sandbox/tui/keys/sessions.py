"""Keys of the session browser."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("session_open", "sessions", "enter", "act('open')", "Enter", "open", "open it", 20),
    Key(
        "session_replay",
        "sessions",
        "r",
        "act('replay')",
        "r",
        "replay",
        "replay as a test: no model, no tool, no network",
        19,
    ),
    Key(
        "session_drift",
        "sessions",
        "R",
        "act('drift')",
        "R",
        "drift",
        "replay with tools for real on a fresh back-end",
        12,
    ),
    Key("session_fork", "sessions", "f", "act('fork')", "f", "fork", "a fork before one turn", 18),
    Key("session_rename", "sessions", "n", "act('rename')", "n", "rename", "give it a title", 17),
    Key("session_delete", "sessions", "d", "act('delete')", "d", "delete", "delete it; asks", 16),
    Key(
        "session_export",
        "sessions",
        "x",
        "act('export')",
        "x",
        "export",
        "write it as Markdown, or as OpenAI messages (.jsonl)",
        15,
    ),
    Key("session_find", "sessions", "slash", "search", "/", "search", "search by words", 14),
    Key("session_down", "sessions", "j,down", "move(1)", "j", "move", "down"),
    Key("session_up", "sessions", "k,up", "move(-1)", "k", "move", "up"),
    Key("session_page_down", "sessions", "pagedown,ctrl+d", "page(1)", "PgDn", "page", "a page"),
    Key("session_page_up", "sessions", "pageup,ctrl+u", "page(-1)", "PgUp", "page", "a page up"),
    Key("session_first", "sessions", "g,home", "first", "g", "first", "to the first"),
    Key("session_last", "sessions", "G,end", "last", "G", "last", "to the last"),
)
