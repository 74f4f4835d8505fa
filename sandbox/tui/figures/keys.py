"""The keys to the meaning of the figures."""

from __future__ import annotations

from typing import Final

from sandbox.tui.key import Key

KEYS: Final[tuple[Key, ...]] = (
    Key(
        "figures",
        "main",
        "alt+n",
        "app.slash('figures')",
        "Alt+N",
        "figures",
        "what each figure on the screen means, with its value now",
    ),
    Key(
        "list_figures",
        "lists",
        "number_sign",
        "app.slash('figures')",
        "#",
        "figures",
        "the same",
        1,
    ),
)
