"""What `sandbox stats` and a comparison tell."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.figure import Figure

REPORTS: Final = (
    Figure(
        "stats.sessions",
        "stats",
        "sessions, turns",
        "`session_started.wall`, `turn_started.model`",
        "those of the choice: `--since` and `--pack` choose whole sessions, by when they began",
    ),
    Figure(
        "stats.outcomes",
        "stats",
        "outcomes",
        "`turn_finished.outcome`, and the rules above",
        "`open`: runs, or was cut and not taken up again",
        known_as="judged by rules or a person",
    ),
    Figure(
        "stats.spread",
        "stats",
        "p50, p95, max",
        "`hop_finished.took`, `hop_failed.took`, `turn_finished.took`",
        "without waiting for a person; the value below which half, or 95 of 100, lie, "
        "interpolated between neighbours (type 7 of Hyndman and Fan, as spreadsheets do). "
        "Hops and turns that never ended have no time",
    ),
    Figure(
        "stats.share",
        "stats",
        "share",
        "the same",
        "of the time of all hops together",
        known_as="measured",
    ),
    Figure(
        "stats.failures",
        "stats",
        "failures",
        "`hop_failed.fault`, `execute.outcome`",
        "hops that a fault ended, but for those that a person stopped, and calls that failed "
        "or of which nobody knows",
    ),
    Figure(
        "stats.repairs",
        "stats",
        "repairs",
        "`repair.verdict`",
        "calls mended without the model, once a call; as `totals` counts them",
    ),
    Figure(
        "stats.denials",
        "stats",
        "denials",
        "`policy.decision`, `policy.approval`",
        "calls that policy or a person did not let run; as `totals` counts them",
    ),
    Figure(
        "stats.handoffs",
        "stats",
        "handoffs",
        "`turn_finished.outcome`",
        "turns that passed the customer on",
    ),
    Figure(
        "stats.faults",
        "stats",
        "injected faults",
        "`fault_injected.spec`",
        "how many fired",
    ),
    Figure(
        "stats.tokens",
        "stats",
        "tokens",
        "`model_responded.usage`",
        "as reported; ≈ when one of them is an estimate",
    ),
    Figure(
        "stats.cost",
        "stats",
        "cost",
        "`model_responded.cost`",
        "apart by how it is known, with the number of calls; calls of unknown cost are "
        "counted and have no sum",
    ),
    Figure(
        "stats.by-model",
        "stats",
        "by model",
        "`turn_started.model`",
        "a turn counts for the model it began with",
    ),
    Figure(
        "stats.by-intent",
        "stats",
        "by intent",
        "`route.intent`",
        "`(none)`: nothing fitted, or the turn did not get there",
    ),
    Figure(
        "stats.procedure-runs",
        "stats",
        "by procedure: started",
        "`prompt.moves`; without them `route.action`",
        "runs: begun by a wish, by who speaks, or by a `switch`; what is done by `do` is part "
        "of the one that does it",
    ),
    Figure(
        "stats.procedure-outcomes",
        "stats",
        "resolved, handed off, abandoned, failed",
        "the rules above, for the last turn of the run",
        "each run ends in one of these, is switched away from, or is `open`",
        known_as="judged by rules or a person",
    ),
    Figure(
        "stats.switched-away",
        "stats",
        "switched away",
        "`prompt.moves`",
        "left for another wish and not come back to, or by a `switch`",
    ),
    Figure(
        "stats.came-back",
        "stats",
        "came back",
        "`prompt.moves`",
        "how often one that was left was gone on with",
    ),
    Figure(
        "stats.procedure-turns",
        "stats",
        "turns, left at",
        "`prompt.procedure`, `prompt.step`",
        "the mean of turns in which a run was shown; the step that was active last, for runs "
        "that were abandoned, failed or switched away from",
    ),
    Figure(
        "stats.tool-calls",
        "stats",
        "by tool: calls, repeats",
        "`execute.tool`, `execute.from_ledger`",
        "calls that came as far as execute; repeats were answered from the ledger, without a "
        "second effect",
    ),
    Figure(
        "comparison.tool-path",
        "comparison",
        "tool path",
        "`execute.tool`",
        "the tools that ran, in order, against those of the base",
        known_as="recorded",
    ),
    Figure(
        "comparison.rows",
        "comparison",
        "rows, same effect",
        "`tool_responded.changes`",
        "rows that the arm changed; the same effect if each row ends as in the base, whatever "
        "its number and the world's time",
    ),
    Figure(
        "comparison.calls",
        "comparison",
        "hand-offs",
        "`validate.problems`, `repair.verdict`, `parse.recovered`, `parse.unreadable`",
        "calls as the model wrote them: valid, mended (by rules, or read out of its text), "
        "refused (went back to the model, was given up, or could not be read)",
    ),
    Figure(
        "comparison.repairs",
        "comparison",
        "repairs",
        "`repair.verdict`",
        "mended by rules; went back to the model",
    ),
    Figure(
        "comparison.spread",
        "comparison",
        "first token, turn p50, p95",
        "`model_responded.took`, `turn_finished.took`",
        "as in `stats`; arms share the machine, so with instant models the others' work shows",
    ),
    Figure(
        "comparison.tokens-and-cost",
        "comparison",
        "tokens, cost",
        "`model_responded.usage`, `model_responded.cost`",
        "sums over the arm's calls",
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
