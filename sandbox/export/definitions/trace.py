"""What the trace shows."""

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
        "when the hop ran, within its turn; a gap in it is time in which it did not run. Time in "
        "which nothing ran and somebody waited is cut out of the axis",
        known_as="measured",
    ),
    Figure(
        "trace.waiting",
        "trace",
        "waiting for a person",
        "`human_asked.took`, `human_acted.took`; `step_stopped.took`, `step_acted.took`; "
        "`model_responded.took` of a person in a model's place",
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
        "sum of the rows inside: clean ones under 5 ms each; its bar has a part for each time in "
        "which they ran, and a gap for what lies between",
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
        "`model_responded.usage`, `infer.attempts`",
        "sums over all attempts of this call, also those that broke or were stopped, so that the "
        "rows add up to the turn; ×: attempts, when more than one",
    ),
    Figure(
        "trace.redact",
        "trace",
        "redact `2 masked`",
        "`redact.spans`",
        "values that a placeholder stands for",
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
        "execute `2 rows changed, 2 attempts`",
        "`execute.rows_changed`, `tool_responded.changes`; `execute.attempts`",
        "written by triggers in the back-end's own transaction; attempts, when more than one",
    ),
)
