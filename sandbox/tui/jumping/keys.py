"""The key of jump letters. Every terminal sends ctrl+f, and no field here needs it."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key("jump", "main", "ctrl+f", "jump", "^F", "jump", "letters on all that can be gone to", 3),
    Key("jump_list", "lists", "apostrophe", "screen.jump", "'", "jump", "jump letters"),
)
