"""Keys of the confirm and the mark dialog."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
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
)
