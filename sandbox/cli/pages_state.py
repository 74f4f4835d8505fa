"""What the help of the state teaches, as in `pages.Page`."""

from typing import Final

STATE_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str]]] = {
    "sessions state": (
        "What the agent knew after a turn, read from the log: each variable with its source, the\n"
        "turn it was last named in, since when it has its value, how long it lasts and the hop\n"
        "that set it. + is new in that turn, ~ changed, - dropped. Below it the procedure with\n"
        "its step, what is awaited of whom, standing approvals, and how older turns are told.\n"
        "In the chat F4 shows the same; [ and ] step through the turns. Values are masked.",
        (
            ("sandbox sessions state last", "of the session written to last, as it is now"),
            ("sandbox sessions state last --turn 1", "as it was when turn 1 had ended"),
            ("sandbox sessions state last --json", "as data"),
        ),
        "0 fine · 2 wrong use · 3 could not run.",
    ),
}
