"""What the inspector shows."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.figure import Figure

INSPECTOR: Final = (
    Figure(
        "inspector.shares",
        "inspector",
        "shares of a turn's time",
        "as in the trace",
        "model = infer, tools = execute, everything else, between hops, waiting; over 300 ms "
        "outside model, tools and waiting it says so",
        known_as="measured",
        labels=(
            "model (infer)",
            "tools (execute)",
            "everything else",
            "between hops",
            "waiting for a person",
        ),
    ),
    Figure(
        "inspector.window",
        "inspector",
        "what fills the window",
        "`prompt.parts`",
        "by part, built-in estimator",
        labels=("filled",),
    ),
    Figure(
        "inspector.cost",
        "inspector",
        "cost, with how it is known",
        "`model_responded.cost`",
        "whole nano-dollars. *reported*: the provider said so; *computed*: reported tokens × "
        "the price list; *estimated* (≈): estimated tokens × the price list; *unknown* (–): "
        "no price",
        labels=("cost",),
    ),
    Figure(
        "inspector.tokens-saved",
        "inspector",
        "tokens saved by variables",
        "`context.history_tokens`, `context.window_tokens`",
        "what resending the whole history would take, and what the variables with the last "
        "turns take; built-in estimator",
        labels=("full history", "this form", "saved"),
    ),
    Figure(
        "inspector.repair-tokens",
        "inspector",
        "tokens that a repair added",
        "`repair.tokens_added`",
        "what the message to the model adds to the next request; built-in estimator",
    ),
    Figure(
        "inspector.scores",
        "inspector",
        "passage scores",
        "`retrieve.passages`",
        "BM25 of SQLite's FTS5, higher is better",
        known_as="recorded",
    ),
    Figure(
        "inspector.world",
        "inspector",
        "world",
        "`turn_finished.world`",
        "digest over all rows that differ from the seed",
        known_as="recorded",
    ),
    Figure(
        "inspector.hop-time",
        "inspector",
        "when a hop ran",
        "`hop_started.took`, `hop_finished.took`, `hop_failed.took`",
        "began: after `turn_started`; took: to its end, without waiting for a person; counts here: "
        "that without what ran beside a row that began before (overlap ∥), so that the rows add "
        "up; of the turn: its share",
        labels=("began", "took", "counts here", "overlap ∥", "of the turn"),
    ),
    Figure(
        "inspector.hop-waiting",
        "inspector",
        "waiting in a hop",
        "`human_asked.took`, `human_acted.took`; `step_stopped.took`, `step_acted.took`; "
        "`model_responded.took` of a person in a model's place",
        "from the question to the answer, or from a stop to going on",
        labels=("waiting",),
    ),
    Figure(
        "inspector.tokens",
        "inspector",
        "tokens of a call",
        "`model_responded.usage`",
        "sums over all attempts of the hop; input includes cached, output reasoning. Of a call "
        "that broke, timed out or was stopped: what was sent and what had come back, estimated",
        labels=("input", "output"),
    ),
    Figure(
        "inspector.attempts",
        "inspector",
        "attempts",
        "`infer.attempts`, `model_requested.attempt`, `execute.attempts`",
        "how often the model or the tool was asked; a refusal or a break counts",
        labels=("attempts", "attempt"),
    ),
    Figure(
        "inspector.first-token",
        "inspector",
        "first token after",
        "`model_responded.took`",
        "from the request to the first piece of text, of the first attempt that had one",
        labels=("first token after",),
    ),
    Figure(
        "inspector.rows",
        "inspector",
        "rows changed",
        "`execute.rows_changed`",
        "rows that the call inserted, updated or deleted",
        labels=("rows changed",),
    ),
    Figure(
        "inspector.turns-kept",
        "inspector",
        "turns verbatim, summarised",
        "`context.verbatim_turns`, `context.summarised_turns`",
        "how much of the conversation the next request holds word for word, and how much in short",
        labels=("turns verbatim", "turns summarised"),
    ),
    Figure(
        "inspector.confidence",
        "inspector",
        "confidence of a route",
        "`route.confidence`, `route.candidates`",
        "how near the words come to an intent's examples, 0 to 1",
        known_as="recorded",
        labels=("confidence",),
    ),
    Figure(
        "inspector.turn",
        "inspector",
        "figures of a turn",
        "`turn_finished.took`, `model_responded.usage`, `model_responded.cost`, `hop_started.name`",
        "as under the reply; between hops: its time less the union of its rows; model calls: "
        "every attempt",
        known_as="as it says beside each",
        labels=("time", "tokens in", "tokens out", "model calls", "hops"),
    ),
)
