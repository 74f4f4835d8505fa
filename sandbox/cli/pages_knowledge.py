"""What the help of `sandbox check retrieve` teaches, as in `pages.Page`."""

from typing import Final

KNOWLEDGE_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str]]] = {
    "check retrieve": (
        "Which passages of the knowledge a question finds, with their scores, and why the model\n"
        "sees each or not. --file reads {text} a line, or {text, article} for the figures too:\n"
        "recall@1, @3, @5 and MRR, on standard error, or as JSON with --summary. The day is the\n"
        "pack's; language and product are too, unless given.",
        (
            ('sandbox check retrieve "how long can I send things back?"', "passages and scores"),
            ('sandbox check retrieve "what does it cost?" --pack helpdesk --json', "as data"),
        ),
        "0 fine · 1 a line that can't be judged · 2 wrong use · 3 could not run.",
    ),
}
