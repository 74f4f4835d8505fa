"""What the help of the commands about the screen teaches, as in `pages.Page`."""

from typing import Final

SCREEN_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str]]] = {
    "keys": (
        "Every key of the screen with its id. The table keys of .sandbox/config.toml, or of your\n"
        'own config.toml, moves one: rerun = "alt+r", or takes it away: rerun = "". Unknown ids,\n'
        "keys that no terminal sends, and two ids on one key are told here and when the screen\n"
        "opens. docs/screen.md has the rest.",
        (
            ("sandbox keys", "as a table"),
            ("sandbox keys --json", "as data, with where each was set"),
        ),
        "0 fine · 1 something of the config is wrong · 2 wrong use.",
    ),
}
