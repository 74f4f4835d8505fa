"""Keys of a turn that is stopped, and of the trace for break points."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("step_on", "step", "c", "step('go_on')", "c", "go on", "to the next break point"),
    Key("step_next", "step", "n", "step('next')", "n", "next hop", "stop before the next hop"),
    Key("step_finish", "step", "f", "step('finish')", "f", "finish hop", "stop after this hop"),
    Key("step_edit", "step", "e", "step('edit')", "e", "edit", "the arguments, result or reply"),
    Key("step_skip", "step", "s", "step('skip')", "s", "skip", "do not run the call"),
    Key("step_hand", "step", "h", "step('hand_off')", "h", "hand off", "end the turn so; say why"),
    Key("step_cancel", "step", "x", "step('cancel')", "x", "cancel", "cancel the turn; it is kept"),
    Key(
        "step_explain",
        "step",
        "question_mark",
        "step('explain')",
        "?",
        "explain",
        "what the agent is doing, from the log",
    ),
    Key("step_look", "step", "enter,i", "step('look')", "Enter", "look", "input or output"),
    Key("step_command", "step", "slash", "step('command')", "/", "command", "type a command"),
    Key("step_prompt", "step", "escape", "step('prompt')", "Esc", "prompt", "and back"),
    Key("step_take", "stepedit", "ctrl+s", "take", "^S", "go on with it", "take the edit", 20),
    Key("step_leave", "stepedit", "escape", "leave", "Esc", "back", "leave it as it was", 19),
    Key(
        "break_here",
        "trace",
        "B",
        "app.slash('break here')",
        "B",
        "break",
        "stop turns at this hop from now on, or no more",
    ),
    Key(
        "explain_turn",
        "lists",
        "E",
        "app.slash('explain here')",
        "E",
        "explain",
        "what the agent did in this turn, and why",
    ),
)
