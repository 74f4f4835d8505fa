"""What a comparison tells."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.figure import Figure

COMPARISON: Final = (
    Figure(
        "comparison.outcome",
        "comparison",
        "state, outcome",
        "`turn_finished.outcome`",
        "how far the arm came, and how its turns ended, over all its runs",
        known_as="recorded",
        labels=("state", "outcome"),
    ),
    Figure(
        "comparison.expected",
        "comparison",
        "expected",
        "`turn_finished.outcome`, `tool_responded.changes`",
        "how many of the script's expectations hold",
        labels=("expected",),
    ),
    Figure(
        "comparison.denials",
        "comparison",
        "denials",
        "`policy.decision`, `policy.approval`",
        "calls that policy or a person did not let run",
        labels=("denials", "den"),
    ),
    Figure(
        "comparison.hops",
        "comparison",
        "hops",
        "`hop_started.name`",
        "how many began, over all runs of the arm",
        labels=("hops",),
    ),
    Figure(
        "comparison.tool-path",
        "comparison",
        "tool path",
        "`execute.tool`",
        "the tools that ran, in order, against those of the base",
        known_as="recorded",
        labels=("tool path", "path"),
    ),
    Figure(
        "comparison.rows",
        "comparison",
        "rows, same effect",
        "`tool_responded.changes`",
        "rows that the arm changed; the same effect if each row ends as in the base, whatever "
        "its number and the world's time",
        labels=("rows", "same effect", "effect"),
    ),
    Figure(
        "comparison.calls",
        "comparison",
        "hand-offs",
        "`validate.problems`, `repair.verdict`, `parse.recovered`, `parse.unreadable`",
        "calls as the model wrote them: valid, mended (by rules, or read out of its text), "
        "refused (went back to the model, was given up, or could not be read)",
        labels=("hand-offs",),
    ),
    Figure(
        "comparison.repairs",
        "comparison",
        "repairs",
        "`repair.verdict`",
        "mended by rules; went back to the model",
        labels=("repairs", "rep"),
    ),
    Figure(
        "comparison.spread",
        "comparison",
        "first token, turn p50, p95",
        "`model_responded.took`, `turn_finished.took`",
        "as in `stats`; arms share the machine, so with instant models the others' work shows",
        labels=("first token", "turn p50", "turn p95", "TTFT", "latency"),
    ),
    Figure(
        "comparison.tokens-and-cost",
        "comparison",
        "tokens, cost",
        "`model_responded.usage`, `model_responded.cost`",
        "sums over the arm's calls",
        labels=("tokens in", "tokens out", "tokens", "cost", "known"),
    ),
    Figure(
        "comparison.pass-k",
        "comparison",
        "pass^k",
        "`--repeat`",
        "the share of k runs out of n that all pass, by the unbiased estimator C(c, k) / C(n, k)",
        known_as="worked out",
    ),
)
