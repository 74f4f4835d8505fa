"""What the bottom line says while a line is typed in; the keys are the field's own."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

FILTER: Final = (
    Key("filter_keep", "trace", "enter", "submit", "Enter", "keep it", "keep the filter", 20),
    Key("filter_leave", "main", "escape", "escape", "Esc", "no filter", "take it away", 19),
)
FIND: Final = (
    Key("find_keep", "lists", "enter", "submit", "Enter", "then n N", "keep the search", 20),
    Key("find_leave", "main", "escape", "escape", "Esc", "leave it", "take the search away", 19),
)
SQL: Final = (
    Key("sql_run", "db", "enter", "submit", "Enter", "run", "run the statement", 20),
    Key("sql_complete", "db", "tab", "complete(1)", "Tab", "complete", "take what fits", 19),
    Key("sql_past", "db", "up", "past(-1)", "↑", "earlier", "the statement before", 18),
    Key("sql_leave", "main", "escape", "escape", "Esc", "back", "leave the line", 17),
)
FAULT: Final = (
    Key("fault_give", "faults", "enter", "submit", "Enter", "arm", "arm what is typed", 20),
    Key("fault_take", "faults", "tab", "take", "Tab", "complete", "take the completion", 19),
    Key("fault_leave", "main", "escape", "escape", "Esc", "leave it", "close the line", 18),
)
SESSIONS: Final = (
    Key("search_open", "sessions", "enter", "submit", "Enter", "open", "open the first", 20),
    Key("search_list", "sessions", "tab", "other", "Tab", "to the list", "what was found", 19),
    Key("search_leave", "sessions", "escape", "leave", "Esc", "clear", "all of them again", 18),
)
