"""The keys of the dock: its panes from everywhere and from lists, and each pane's own."""

from __future__ import annotations

from typing import Final

from sandbox.tui.dock.panes import DOCK
from sandbox.tui.key import Key

_EVERYWHERE: Final = {"state": "f4", "db": "f5", "faults": "f6", "log": "f8,ctrl+backslash"}
_HELP: Final = {
    "state": "what the agent knows, and what changed",
    "db": "the tables of the back-end",
    "faults": "faults: arm, disarm, add",
    "log": "our own log records",
}

_PANES: Final = tuple(
    key
    for kind in DOCK.values()
    for key in (
        Key(
            f"dock_{kind.name}",
            "main",
            _EVERYWHERE[kind.name],
            f"dock('{kind.name}')",
            _EVERYWHERE[kind.name].partition(",")[0].upper(),
            kind.label.lower(),
            f"{_HELP[kind.name]}; again: close it",
            2,
            True,  # a text area takes F6 for itself
        ),
        Key(
            f"pane_{kind.number}",
            "lists",
            kind.number,
            f"screen.open_dock('{kind.name}')",
            kind.number,
            kind.label.lower(),
            _HELP[kind.name],
        ),
    )
)

_STATE: Final = (
    Key(
        "state_earlier",
        "state",
        "left_square_bracket,left,h",
        "act('earlier')",
        "[ ]",
        "turn",
        "the state after the turn before",
        9,
    ),
    Key(
        "state_later",
        "state",
        "right_square_bracket,right,l",
        "act('later')",
        "]",
        "later turn",
        "the state after the next turn; past the last: as it is now",
    ),
    Key("state_open", "state", "enter", "act('open')", "Enter", "hop", "the hop that set it", 9),
    Key("state_fold", "state", "space", "act('fold')", "Space", "details", "open or close", 8),
    Key("state_values", "state", "v", "act('values')", "v", "values", "real ↔ masked", 8),
)

_LOG: Final = (
    Key("log_level", "log", "f", "act('level')", "f", "level", "everything, info, warnings …", 9),
    Key("log_open", "log", "enter,space", "act('open')", "Enter", "open", "all its lines", 8),
    Key("log_save", "log", "s", "act('save')", "s", "save", "to a file, masked", 8),
    Key("log_follow", "log", "F", "act('follow')", "F", "follow", "follow the newest record", 4),
)

_FAULTS: Final = (
    Key("fault_toggle", "faults", "space", "act('toggle')", "Space", "arm", "arm, disarm", 9),
    Key("fault_add", "faults", "a", "act('add')", "a", "add", "type a fault; Tab completes it", 9),
    Key("fault_edit", "faults", "e", "act('edit')", "e", "edit", "change target or trigger", 9),
    Key("fault_presets", "faults", "p", "act('presets')", "p", "presets", "some at once", 8),
    Key("fault_none", "faults", "X", "act('none')", "X", "disarm all", "disarm all", 8),
    Key("fault_open", "faults", "enter", "act('open')", "Enter", "hop", "where it fired last", 7),
)

KEYS: Final[tuple[Key, ...]] = (*_PANES, *_STATE, *_FAULTS, *_LOG)
