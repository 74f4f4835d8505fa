"""What the help of making, reading and trying packs teaches, as in `pages.Page`."""

from typing import Final

_FINE: Final = "0 fine · 2 wrong use · 3 could not run."

PACK_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str, str]]] = {
    "new": (
        "Writes a small whole agent, a workshop whose customers cancel appointments: tables,\n"
        "tools in Python, an intent, a procedure, rules with tests, articles, a prompt with its\n"
        "lock, and a scenario that is played and recorded on the spot. It talks at once, offline.\n"
        "All of it is written or nothing is, and never over what is there.",
        (
            ("sandbox new bikes", "then: sandbox --pack bikes"),
            ("sandbox new bikes-2 --json", "what was made, as data"),
        ),
        _FINE,
        "writes ./fixtures/NAME and ./prompts/NAME; the README in it tells the next five minutes.",
    ),
    "prompts": (
        "A prompt is a file with an id and a version. Which versions there were is in lock.toml\n"
        "by their digests; their texts are in the pack and in the sessions that ran on them, each\n"
        "of which keeps a copy of its pack.",
        (
            ("sandbox prompts", "every version, and where it is known from"),
            ("sandbox prompts diff 1", "how the prompt of now differs from version 1"),
        ),
        _FINE,
        "",
    ),
    "prompts list": (
        "What `sandbox prompts` shows where no other command is named. `now` is the one that the\n"
        "pack holds; `text unknown`: no session here ran on it.",
        (("sandbox prompts list --pack brightcart --json", "as data, with the sessions"),),
        _FINE,
        "",
    ),
    "prompts show": (
        "Prints the file as it was: front matter and template. A version is its number, the start\n"
        "of its digest, a file, or `now`.",
        (
            ("sandbox prompts show", "the prompt as it is now"),
            ("sandbox prompts show 1 --prompt agent", "version 1 of the prompt agent"),
        ),
        _FINE,
        "",
    ),
    "prompts diff": (
        "Changed lines with what stands around them; on a terminal the changed words stand out. A\n"
        "and B are numbers of versions, starts of digests, files, or `now`.",
        (
            ("sandbox prompts diff 1 now", "what was changed since version 1"),
            ("sandbox prompts diff 1 prompts/brightcart/agent.md.j2", "against a file"),
        ),
        _FINE,
        "",
    ),
    "prompts lock": (
        "After a prompt changed and its `version:` was raised. A version that is locked already\n"
        "and whose text changed is an error: recordings name it and mean the old text.",
        (("sandbox prompts lock", "the default pack's"),),
        "0 fine · 1 a text changed and its version did not · 2 wrong use · 3 could not run.",
        "writes prompts/NAME/lock.toml; a shipped pack is copied to ./fixtures first.",
    ),
    "check try": (
        "Plays a message up to its first model call on a copy that is thrown away: which\n"
        "procedure it leads to and by which words, the passages with their scores, the exact\n"
        "prompt, and the tools that may be called, with the rules that speak about them. With\n"
        "--session as the next message of that session. --file reads {text} a line.",
        (
            ('sandbox check try "where is my parcel?"', "as the first message"),
            ('sandbox check try "and order 10042?" --session last', "as the next one of a session"),
        ),
        _FINE,
        "",
    ),
    "packs map": (
        "A tree: what customers want, with the first of the phrases that lead there, the\n"
        "procedure that serves it, what it asks for, the tools that it calls with their services,\n"
        "and the policy rules that speak about each. In the chat: /map.",
        (
            ("sandbox packs map brightcart", "as a tree"),
            ("sandbox packs map brightcart --mermaid -", "as a flowchart, for a page"),
            ("sandbox packs map brightcart --json", "all of it as data"),
        ),
        _FINE,
        "--mermaid and --page write what they name.",
    ),
}
