"""What the help of `sandbox serve` teaches, as in `pages.Page` without its group."""

from typing import Final

SERVE_PAGE: Final[tuple[str, tuple[tuple[str, str], ...], str, str]] = (
    "The same screen, in a browser: each visitor gets a chat of its own, as a process of this\n"
    "machine, which ends when the page is closed; the session is kept. Every request needs the\n"
    "token in the printed address. Only this machine can reach it unless --host says otherwise.\n"
    "Whoever has the token can do all that you can do in the chat. docs/serve.md has the rest.",
    (
        ("sandbox serve", "on this machine, port 8000; open the printed address"),
        ("sandbox serve --port 0 --model sandbox/sloppy", "a free port, another model"),
        ("sandbox serve --host 0.0.0.0 --visitors 2", "for other machines too, unencrypted"),
    ),
    "0 fine, also after Ctrl+C · 2 wrong use · 3 could not run (the extra web is missing, the\n"
    "port is taken).",
    "sessions as in `sandbox chat`.",
)
