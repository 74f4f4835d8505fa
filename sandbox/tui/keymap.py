"""Every key, once: bindings, hints and help are made from this table.

An id never changes, so that `App.set_keymap` can move a key. Keys that terminals lose (ctrl+i,
ctrl+m, ctrl+h, ctrl+[) are not used, and F10 and F11 belong to the desktop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.tui.comparing.keys import KEYS as COMPARE
from sandbox.tui.config.moved import now, taken_away
from sandbox.tui.db.keys import KEYS as DB
from sandbox.tui.dock.keys import KEYS as DOCK
from sandbox.tui.figures.keys import KEYS as FIGURES
from sandbox.tui.inspecting.keys import KEYS as INSPECTING
from sandbox.tui.jumping.keys import KEYS as JUMP
from sandbox.tui.key import Area, Key
from sandbox.tui.keys import dialogs, everywhere, human, lists, panes, prompt, sessions
from sandbox.tui.stepping.keys import KEYS as STEPPING

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["KEYS", "TITLES", "Area", "Key", "bindings", "hints"]

KEYS: Final[tuple[Key, ...]] = (
    *everywhere.KEYS,
    *JUMP,
    *prompt.KEYS,
    *human.KEYS,
    *lists.KEYS,
    *panes.KEYS,
    *INSPECTING,
    *DOCK,
    *DB,
    *STEPPING,
    *FIGURES,
    *dialogs.KEYS,
    *sessions.KEYS,
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
    "state": "State",
    "db": "DB",
    "faults": "Faults",
    "log": "Log",
    "step": "A turn that is stopped",
    "stepedit": "Editing at a stop",
    "confirm": "Confirm dialog",
    "mark": "Mark dialog",
    "sessions": "Session browser",
    "compare": "Compare",
}


def bindings(*areas: Area, only: str = "") -> list[BindingType]:
    """Textual bindings of `areas`, or the one of the id `only` among them."""
    # Imported late: `sandbox keys` and `doctor` read the table without a screen.
    from textual.binding import Binding

    return [
        Binding(key.keys, key.action, key.help, show=False, priority=key.priority, id=key.id)
        for key in KEYS
        if key.area in areas and only in ("", key.id)
    ]


def hints(*areas: Area) -> list[Key]:
    """Keys worth a place in the bottom line, the most useful first; a label is named once."""
    wanted = [key for key in KEYS if key.area in areas and key.hint and not taken_away(key)]
    wanted.sort(key=lambda key: (-_rank(key, areas), KEYS.index(key)))
    seen: set[str] = set()
    return [now(key) for key in wanted if not (key.label in seen or seen.add(key.label))]


def _rank(key: Key, areas: tuple[Area, ...]) -> int:
    """The focused pane's own keys (named first) come before what holds everywhere."""
    return key.hint + (10 if key.area == areas[0] else 5 if key.area == "lists" else 0)
