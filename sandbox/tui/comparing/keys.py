"""The keys of the compare screen; `sandbox.tui.keymap` has those of the others."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("compare_detail", "compare", "enter", "want('detail')", "Enter", "detail", "this hop", 20),
    Key(
        "compare_diff",
        "compare",
        "d",
        "want('diff')",
        "d",
        "diff",
        "against the base: replies, calls, rows",
        19,
    ),
    Key("compare_other", "compare", "D", "want('other')", "D", "diff", "against another arm"),
    Key("compare_filter", "compare", "f", "different", "f", "different", "only what differs", 18),
    Key("compare_go", "compare", "o", "want('go')", "o", "go on", "go on with this arm", 17),
    Key("compare_export", "compare", "x", "want('export')", "x", "export", "HTML, or .md", 13),
    Key("compare_stop", "compare", "s", "stop_arm", "s", "stop", "stop this arm", 15),
    Key("compare_stop_all", "compare", "S", "stop_all", "S", "stop all", "stop all arms"),
    Key("compare_rerun", "compare", "r", "want('rerun')", "r", "again", "run all arms again", 14),
    Key(
        "compare_add", "compare", "a", "want('add')", "a", "add", "one more model; others stay", 16
    ),
    Key("compare_right", "compare", "l,right,tab", "column(1)", "h l", "arm", "next arm", 12),
    Key("compare_left", "compare", "h,left,shift+tab", "column(-1)", "h", "arm", "previous arm"),
    Key("compare_down", "compare", "j,down", "row(1)", "j k", "hop", "next hop", 11),
    Key("compare_up", "compare", "k,up", "row(-1)", "k", "hop", "previous hop"),
    Key("compare_page_down", "compare", "pagedown,ctrl+d", "page(1)", "PgDn", "page", "a page"),
    Key("compare_page_up", "compare", "pageup,ctrl+u", "page(-1)", "PgUp", "page", "a page up"),
    Key("compare_first", "compare", "g,home", "first", "g", "first", "to the first hop"),
    Key("compare_last", "compare", "G,end", "last", "G", "last", "to the last hop"),
    Key("compare_help", "compare", "f1,question_mark", "help", "?", "help", "this list", 10),
    Key(
        "compare_leave", "compare", "escape,f7", "leave", "Esc", "back", "filter off, then back", 9
    ),
)
