"""What trace and inspector show."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.figure import Figure

TRACE: Final = (
    Figure(
        "trace.hop-ms",
        "trace",
        "ms of a hop",
        "`hop_started.took`, `hop_finished.took`, `hop_failed.took`",
        "stopwatch from the hop's start to its end, without waiting for you; ∥: part of it "
        "ran beside an earlier row and is counted there",
    ),
    Figure(
        "trace.bar",
        "trace",
        "bar",
        "the same",
        "where the hop lies in the turn; waiting is cut out of the axis",
        known_as="measured",
    ),
    Figure(
        "trace.waiting",
        "trace",
        "waiting for a person",
        "`human_asked.took`, `human_acted.took`; `step_stopped.took`, `step_acted.took`",
        "a row of its own, under the hop that asked or was stopped at",
    ),
    Figure(
        "trace.between-hops",
        "trace",
        "between hops",
        "–",
        "the turn's time less the union of its rows",
        known_as="measured",
    ),
    Figure(
        "trace.folded",
        "trace",
        "`9 hops`, folded",
        "–",
        "sum of the rows inside: clean ones under 5 ms each",
        known_as="measured",
    ),
    Figure(
        "trace.route",
        "trace",
        "route `start … 0.87`",
        "`route.confidence`",
        "how near the words come to the intent's examples, 0 to 1",
        known_as="recorded",
    ),
    Figure(
        "trace.retrieve",
        "trace",
        "retrieve `2 of 5 passages`",
        "`retrieve.passages`",
        "used of found",
    ),
    Figure(
        "trace.prompt",
        "trace",
        "prompt `≈1,840 tokens`",
        "`prompt.parts`",
        "sum of the parts, by the built-in estimator",
    ),
    Figure(
        "trace.infer",
        "trace",
        "infer `1.9k↑ 212↓ … ×2`",
        "`infer.usage`, `infer.attempts`",
        "of this call; ×: attempts, when more than one",
    ),
    Figure(
        "trace.validate",
        "trace",
        "validate `2 problems`",
        "`validate.problems`",
        "all of them, the call runs only with none",
    ),
    Figure(
        "trace.execute",
        "trace",
        "execute `2 rows changed`",
        "`execute.rows_changed`, `tool_responded.changes`",
        "written by triggers in the back-end's own transaction",
    ),
    Figure(
        "inspector.shares",
        "inspector",
        "shares of a turn's time",
        "as in the trace",
        "model = infer, tools = execute, everything else, between hops, waiting; over 300 ms "
        "outside model, tools and waiting it says so",
        known_as="measured",
    ),
    Figure(
        "inspector.window",
        "inspector",
        "what fills the window",
        "`prompt.parts`",
        "by part, built-in estimator",
    ),
    Figure(
        "inspector.cost",
        "inspector",
        "cost, with how it is known",
        "`model_responded.cost`",
        "whole nano-dollars. *reported*: the provider said so; *computed*: reported tokens × "
        "the price list; *estimated* (≈): estimated tokens × the price list; *unknown* (–): "
        "no price",
    ),
    Figure(
        "inspector.tokens-saved",
        "inspector",
        "tokens saved by variables",
        "`context.history_tokens`, `context.window_tokens`",
        "what resending the whole history would take, and what the variables with the last "
        "turns take; built-in estimator",
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
)
