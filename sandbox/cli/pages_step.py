"""What the help of `sessions explain` teaches, as in `pages.Page`."""

from typing import Final

STEP_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str]]] = {
    "sessions explain": (
        "What was understood, which variables are known, which step of the procedure, which calls\n"
        "with their verdicts and causes, and what comes next: a sentence for each, with its hop,\n"
        "from the log alone and without a model. docs/stepping.md has the rest of going through a\n"
        "turn.",
        (
            ("sandbox sessions explain last", "every turn of the session written to last"),
            ("sandbox sessions explain last --turn 1 --json", "one turn, as data"),
            (
                "sandbox sessions explain fixtures/brightcart/recordings/denied.rec.jsonl",
                "a recording",
            ),
        ),
        "0 fine · 2 wrong use · 3 could not run.",
    ),
}
