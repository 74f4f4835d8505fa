"""What the help of handoffs, the audit and the chain teaches, as in `pages.Page`."""

from typing import Final

HANDOFF_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str]]] = {
    "sessions handoff": (
        "A packet is made from the log alone, without a model: what to do first, what was tried\n"
        "with its results, what is open, which rule refused what, how the customer sounds. The\n"
        "same stands as an internal note in the ticket. It is checked against the session: an\n"
        "effect, a refusal or an open question that it does not name is a finding.\n"
        "docs/handoff.md has all of it.",
        (
            ("sandbox sessions handoff last", "of the session written to last"),
            ("sandbox sessions handoff last --now --json", "as it would be now, as data"),
        ),
        "0 complete · 1 something is missing · 2 wrong use · 3 could not run.",
    ),
    "sessions audit": (
        "Approvals, edits and rejections with their reasons, rules that stopped a call, every\n"
        "effect with its rows, handoffs, and what a person did between turns.",
        (
            ("sandbox sessions audit last", "of the session written to last"),
            ("sandbox sessions audit last --json", "as data"),
        ),
        "0 fine · 2 wrong use · 3 damaged.",
    ),
    "sessions verify": (
        "The lines of a log are chained by digests. A line that was changed, lost, moved or put\n"
        "in twice is named: its number, its event, what was expected and what was found. A\n"
        "recording's head also knows its last line; of a bare log nobody can tell that whole\n"
        "lines were cut off its end.",
        (
            ("sandbox sessions verify last", "check the session written to last"),
            (
                "sandbox sessions verify fixtures/brightcart/recordings/refund.rec.jsonl",
                "check a recording",
            ),
        ),
        "0 whole · 2 wrong use · 3 damaged.",
    ),
}
