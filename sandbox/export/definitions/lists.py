"""What the chat's call lines, `/cost` and the model picker show."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.figure import Figure

LISTS: Final = (
    Figure(
        "call.time",
        "call",
        "time at the end of a call's line",
        "`hop_started.took`, `hop_finished.took`, `hop_failed.took`",
        "of the whole call: the sum of its validate, repair, policy and execute hops, so of more "
        "than the tool; without waiting for you, and without the model's time to write it. The "
        "rows of the trace have each hop by itself",
    ),
    Figure(
        "cost.calls",
        "cost",
        "calls",
        "`model_responded.kind`",
        "model calls, every attempt: also those that broke, timed out or were stopped",
        labels=("calls",),
    ),
    Figure(
        "cost.tokens",
        "cost",
        "in, out",
        "`model_responded.usage`",
        "to the last token; ≈ when one of them is an estimate, as those of a call are that did "
        "not come to its end",
        labels=("in", "out"),
    ),
    Figure(
        "cost.cost",
        "cost",
        "cost, known",
        "`model_responded.cost`",
        "to the last nano-dollar, so that rows add up to the total as they are written; a total is "
        "as sure as its least sure part, and – as soon as one part is unknown",
        labels=("cost", "known"),
    ),
    Figure(
        "cost.left",
        "cost",
        "left of the budget",
        "`model_responded.cost`",
        "the budget less the total; a next call is held against it with its worst case",
        labels=("left",),
    ),
    Figure(
        "picker.window",
        "picker",
        "window",
        "–",
        "tokens of input that the model takes, from the price list or its server; red where the "
        "last request would not fit",
        known_as="from the price list",
        labels=("window",),
    ),
    Figure(
        "picker.price",
        "picker",
        "$ in/out 1M",
        "–",
        "dollars a million tokens of input and of output: your own price, else the price list's",
        known_as="from the price list",
        labels=("$ in/out 1M",),
    ),
    Figure(
        "picker.first-token",
        "picker",
        "1st token",
        "`model_responded.took`",
        "seconds (s) or milliseconds (ms) from the request to the first piece of text, in the last "
        "call that was answered in any session; ≤ where only the whole call is known: it came no "
        "later",
        labels=("1st token",),
    ),
    Figure(
        "picker.next",
        "picker",
        "next in",
        "`prompt.parts`",
        "dollars that sending a request as long as the last one would cost, without its reply",
        labels=("next in",),
    ),
)
