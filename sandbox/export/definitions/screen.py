"""What header, meter and replies show."""

from __future__ import annotations

from typing import Final

from sandbox.export.definitions.figure import Figure

SCREEN: Final = (
    Figure(
        "header.live",
        "header",
        "LIVE, REPLAY",
        "–",
        "LIVE: a turn can be run; REPLAY: a recording, nothing can be sent",
        known_as="how the session was opened",
    ),
    Figure(
        "header.faults",
        "header",
        "`FAULTS n armed`",
        "`fault_armed.spec`, `fault_disarmed.spec`",
        "how many faults are armed now",
    ),
    Figure(
        "header.breaker",
        "header",
        "`BREAKER orders open`",
        "`breaker_moved.state`",
        "circuits that are not closed",
    ),
    Figure(
        "header.seed",
        "header",
        "seed",
        "`session_started.seed`",
        "of the dice of world and faults",
        known_as="recorded",
    ),
    Figure(
        "meter.turn-time",
        "meter",
        "turn: time",
        "`turn_finished.took`",
        "stopwatch from `turn_started` to `turn_finished`, waiting for you included; while "
        "the turn runs, the time so far",
    ),
    Figure(
        "meter.turn-cost",
        "meter",
        "turn: cost",
        "`model_responded.cost`",
        "sum over the calls of the last turn; unknown as soon as one of them is",
    ),
    Figure(
        "meter.session",
        "meter",
        "session: turns, cost",
        "`turn_started.model`, `model_responded.cost`",
        "how many turns began; sum over all calls, unknown as soon as one of them is",
    ),
    Figure(
        "meter.tokens",
        "meter",
        "tokens ↑ in, ↓ out",
        "`model_responded.usage`",
        "sums over the session as the provider reported them (`input` includes cached, "
        "`output` reasoning); ≈ when a provider reported none, then they come from the "
        "built-in estimator, version 1; ≥ when a recorded call tells none, then it is left out",
    ),
    Figure(
        "meter.context",
        "meter",
        "ctx",
        "`prompt.parts`, else `context.window_tokens`",
        "what the last request filled, by the built-in estimator always, so that it is the "
        "same on every machine; the window is the model's in the price list",
    ),
    Figure(
        "meter.repairs",
        "meter",
        "repairs",
        "`repair.verdict`, `parse.recovered`",
        "hops with the mark R: every repair, also one that asked the model, and every reply "
        "from which a call had to be recovered",
    ),
    Figure(
        "meter.denials",
        "meter",
        "denials",
        "`policy.decision`, `policy.approval`",
        "hops with the mark D: a call that policy or a person did not let run; one that a "
        "person changed counts where it is judged again",
    ),
    Figure(
        "meter.spread",
        "meter",
        "p50, p95",
        "`turn_finished.took`, `human_*.took`, `step_*.took`, `model_responded.took`",
        "of the turns of this session that have ended, without waiting for you; the value "
        "below which half, or 95 of 100, lie, interpolated between neighbours as in `sandbox "
        "stats`",
    ),
    Figure(
        "meter.slow",
        "meter",
        "`◔ 2 slow hops`",
        "`hop_finished.took`, `hop_failed.took`",
        "hops of the last turn that took over 250 ms, infer over 10 s; the trace marks them",
    ),
    Figure(
        "reply.hops",
        "reply",
        "hops",
        "`hop_started.name`",
        "how many began",
    ),
    Figure(
        "reply.time",
        "reply",
        "time",
        "`turn_finished.took`",
        "from Enter to the end of the turn, waiting for you included",
    ),
    Figure(
        "reply.waiting",
        "reply",
        "waiting",
        "`human_asked.took`, `human_acted.took`; `step_stopped.took`, `step_acted.took`; "
        "`model_responded.took` of a person in a model's place",
        "from the question to your answer, or from a stop to going on; part of the turn's time",
    ),
    Figure(
        "reply.tokens-and-cost",
        "reply",
        "tokens, cost",
        "`model_responded.usage`, `model_responded.cost`",
        "sums over this turn's calls; in the trace as `turn_finished.totals` has them",
    ),
)
