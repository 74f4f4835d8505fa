"""What `sandbox stats` tells."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.figure import Figure

STATS: Final = (
    Figure(
        "stats.sessions",
        "stats",
        "sessions, turns",
        "`turn_started.wall`, `session_started.wall`, `session_forked.wall`",
        "a turn that forks inherited counts once, where it ran; where that session is not looked "
        "at, or gone, in the oldest fork that has it, so that a fork alone counts whole. `--since` "
        "chooses turns by when they began (in logs from before that was kept: when their session "
        "was opened), and the sessions that have one of them or began since",
        labels=("sessions", "turns"),
    ),
    Figure(
        "stats.outcomes",
        "stats",
        "outcomes",
        "`turn_finished.outcome`, and the rules above",
        "`open`: runs, or was cut and not taken up again; also a session none of whose turns "
        "counts, such as a fork that nobody went on with",
        known_as="judged by rules or a person",
    ),
    Figure(
        "stats.spread",
        "stats",
        "p50, p95, max",
        "`hop_finished.took`, `hop_failed.took`, `turn_finished.took`",
        "without waiting for a person, also for one who answers as the model; the value below "
        "which half, or 95 of 100, lie, interpolated between neighbours (type 7 of Hyndman and "
        "Fan, as spreadsheets do). Hops and turns that never ended have no time",
        labels=("p50 ms", "p95 ms", "max ms", "turn time"),
    ),
    Figure(
        "stats.share",
        "stats",
        "share",
        "the same",
        "of the time of all hops together",
        known_as="measured",
        labels=("share",),
    ),
    Figure(
        "stats.judged",
        "stats",
        "judged",
        "`session_ended.judged_by`",
        "how many sessions by whom: the engine by the rules above, or a person",
        labels=("judged",),
    ),
    Figure(
        "stats.marks",
        "stats",
        "marks",
        "`turn_marked.mark`",
        "turns that a person marked good or bad; the last mark of a turn counts",
        labels=("marks",),
    ),
    Figure(
        "stats.trouble",
        "stats",
        "trouble",
        "–",
        "failures, repairs, denials, handoffs, degraded turns and injected faults, each as "
        "defined here, those that are 0 left out and `none` where all are. They are no sum: one "
        "turn may count in several",
        known_as="counted",
        labels=("trouble",),
    ),
    Figure(
        "stats.degraded",
        "stats",
        "degraded turns",
        "`turn_finished.degraded`",
        "turns that did not go the usual way to their end: something stood in for an answer, the "
        "reply was corrected or a fixed text, or the agent did not go on",
        labels=("degraded turn",),
    ),
    Figure(
        "stats.hops",
        "stats",
        "by hop: n",
        "`hop_finished.took`, `hop_failed.took`",
        "how many of that name ended",
        known_as="counted",
        labels=("n",),
    ),
    Figure(
        "stats.failures",
        "stats",
        "failures",
        "`hop_failed.fault`, `execute.outcome`",
        "hops that a fault ended, but for those that a person stopped, and calls that failed "
        "or of which nobody knows",
        labels=("failures", "failure"),
    ),
    Figure(
        "stats.repairs",
        "stats",
        "repairs",
        "`repair.verdict`",
        "calls mended without the model, once a call; as `totals` counts them",
        labels=("repairs", "repair"),
    ),
    Figure(
        "stats.denials",
        "stats",
        "denials",
        "`policy.decision`, `policy.approval`",
        "calls that policy or a person did not let run; as `totals` counts them",
        labels=("denials", "denial"),
    ),
    Figure(
        "stats.handoffs",
        "stats",
        "handoffs",
        "`turn_finished.outcome`",
        "turns that passed the customer on",
        labels=("handoffs", "handoff"),
    ),
    Figure(
        "stats.faults",
        "stats",
        "injected faults",
        "`fault_injected.spec`",
        "how many fired",
        labels=("injected", "injected fault"),
    ),
    Figure(
        "stats.tokens",
        "stats",
        "tokens",
        "`model_responded.usage`",
        "as reported; ≈ when one of them is an estimate, as those of a call are that broke, timed "
        "out or was stopped. Calls of which nobody told any are left out: then ≥ stands before, "
        "with their number; – when none was told (null in `--json`, with `tokens_untold`)",
        labels=("tokens",),
    ),
    Figure(
        "stats.cost",
        "stats",
        "cost",
        "`model_responded.cost`",
        "apart by how it is known, with the number of calls; calls of unknown cost are "
        "counted and have no sum",
        labels=("cost",),
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
        "of the one that does it. A run counts where its last turn does: one that a fork went on "
        "with counts there too",
        labels=("started",),
    ),
    Figure(
        "stats.procedure-outcomes",
        "stats",
        "resolved, handed off, abandoned, failed",
        "the rules above, for the last turn of the run",
        "each run ends in one of these, is switched away from, or is `open`",
        known_as="judged by rules or a person",
        labels=("resolved", "handed off", "abandoned", "failed"),
    ),
    Figure(
        "stats.switched-away",
        "stats",
        "switched away",
        "`prompt.moves`",
        "left for another wish and not come back to, or by a `switch`",
        labels=("switched away",),
    ),
    Figure(
        "stats.came-back",
        "stats",
        "came back",
        "`prompt.moves`",
        "how often one that was left was gone on with",
        labels=("came back",),
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
        labels=("calls", "repeats"),
    ),
    Figure(
        "stats.tool-statuses",
        "stats",
        "ok, stood in, failed, unknown",
        "`execute.outcome`, `execute.degraded`",
        "what calls came to; stood in: an earlier or a fixed result took the place of an answer; "
        "unknown: the answer was lost",
        labels=("ok", "stood in", "failed", "unknown"),
    ),
    Figure(
        "stats.confirms",
        "stats",
        "confirms",
        "`policy.decision`",
        "calls that policy did not let run without a person's word",
        labels=("confirms",),
    ),
)
