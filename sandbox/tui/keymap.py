"""Every key, once: bindings, hints and help are made from this table.

An id never changes, so that `App.set_keymap` can move a key. Keys that terminals lose (ctrl+i,
ctrl+m, ctrl+h, ctrl+[) are not used, and F10 and F11 belong to the desktop.
"""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from sandbox.tui.comparing.keys import KEYS as COMPARE
from sandbox.tui.key import Area, Key

__all__ = ["KEYS", "TITLES", "Area", "Key", "bindings", "hints"]

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
    Key("again", "lists", "R", "app.slash('again')", "R", "again", "the same words in a fork"),
    Key("fork", "lists", "b", "app.slash('fork here')", "b", "fork", "a fork before this turn"),
    Key("compare_turn", "lists", "c", "app.slash('compare here')", "c", "compare", "this turn", 1),
    Key("list_help", "lists", "question_mark", "screen.help", "?", "help", "this list", 3),
    Key("chat_open", "chat", "enter", "open", "Enter", "open", "inspect the call or turn", 9),
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
    Key("approve", "confirm", "y", "approve", "y", "approve", "run the call as it is", 9),
    Key(
        "approve_session",
        "confirm",
        "a",
        "approve_session",
        "a",
        "for the session",
        "run it, and ask no more about this tool and rule; /approvals off asks again",
        8,
    ),
    Key("reject", "confirm", "n", "reject", "n", "reject", "do not run it; say why", 8),
    Key("edit", "confirm", "e", "edit", "e", "edit", "change the arguments, then run", 7),
    Key("escalate", "confirm", "h", "escalate", "h", "hand on", "to a colleague; say why", 6),
    Key("dismiss", "confirm", "escape", "dismiss_dialog", "Esc", "reject", "do not run it", 6),
    Key("mark_good", "mark", "g", "choose('good')", "g", "good", "mark it good, then say why", 9),
    Key("mark_bad", "mark", "b", "choose('bad')", "b", "bad", "mark it bad, then say why", 8),
    Key("mark_none", "mark", "x", "unmark", "x", "no mark", "take the mark away", 7),
    Key("mark_leave", "mark", "escape", "leave", "Esc", "leave", "one step back, then out", 6),
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
    *COMPARE,
)

TITLES: Final[dict[Area, str]] = {
    "main": "Everywhere",
    "app": "Everywhere",
    "prompt": "Prompt",
    "human": "Answering for a model",
    "lists": "Chat, trace and inspector",
    "chat": "Chat",
    "trace": "Trace",
    "inspect": "Inspector",
    "confirm": "Confirm dialog",
    "mark": "Mark dialog",
    "sessions": "Session browser",
    "compare": "Compare",
}


def bindings(*areas: Area) -> list[BindingType]:
    """Textual bindings of `areas`."""
    return [
        Binding(key.keys, key.action, key.help, show=False, priority=key.priority, id=key.id)
        for key in KEYS
        if key.area in areas
    ]


def hints(*areas: Area) -> list[Key]:
    """Keys worth a place in the bottom line, the most useful first; a label is named once."""
    wanted = [key for key in KEYS if key.area in areas and key.hint]
    wanted.sort(key=lambda key: (-_rank(key, areas), KEYS.index(key)))
    seen: set[str] = set()
    return [key for key in wanted if not (key.label in seen or seen.add(key.label))]


def _rank(key: Key, areas: tuple[Area, ...]) -> int:
    """The focused pane's own keys (named first) come before what holds everywhere."""
    return key.hint + (10 if key.area == areas[0] else 5 if key.area == "lists" else 0)
