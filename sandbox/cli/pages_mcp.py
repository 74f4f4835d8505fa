"""What the help of `sandbox mcp` teaches, as in `pages.Page`."""

from typing import Final

MCP_PAGES: Final[dict[str, tuple[str, str, tuple[tuple[str, str], ...], str, str]]] = {
    "mcp": (
        "Build",
        "The way out: other agents use the mock services of a pack by the Model Context\n"
        "Protocol. The way in is `sandbox import mcp`. docs/mcp.md shows both.",
        (("sandbox mcp serve --help", "all that can be served, and how"),),
        "0 fine · 2 wrong use · 3 could not run.",
        "",
    ),
    "mcp serve": (
        "Build",
        "Serves the tools of a pack on standard input and output, for a client that starts this\n"
        "command, or with --http on a port of this machine, for clients that have the token\n"
        "(SANDBOX_MCP_TOKEN, else it is made and told). Only reads are offered without --write.\n"
        "Each call is validated, judged by the pack's rules for the customer of --as, and run\n"
        "under the pack's time-outs, circuits and --fault. What a rule wants confirmed is refused\n"
        "unless --approve says otherwise. The world is a fresh one that is gone at the end; with\n"
        "--session it is a copy of that session's, and the calls are in the copy's log.",
        (
            ("sandbox mcp serve brightcart", "for a client that starts it"),
            ("sandbox mcp serve brightcart --write --approve all", "everything, unasked"),
            ("sandbox mcp serve --http 8765 --as C-0012", "over HTTP, for another customer"),
            ("sandbox mcp serve --session last", "on a copy of the last session"),
        ),
        "0 fine · 2 wrong use · 3 could not run (the extra mcp is missing, the port is taken).",
        "with --session: a new session beside the old one, which stays as it is.",
    ),
}
