"""The shape of the index: tables as they are filled, and the views that people query.

Durations are nanoseconds in tables and milliseconds in views; money is whole nano-dollars in both
(`cost_nano / 1e9` is dollars), and NULL where it is not known. Texts are masked as in the logs.
"""

from typing import Final

from sandbox.log.codec import digest

FORMAT: Final = 5
"""Rises when `index_rows` or the outcome's rules change; a change in here is seen by itself."""

Columns = dict[str, type]

_TURN: Final[Columns] = {"session": str, "turn": int}
_HOP: Final[Columns] = {**_TURN, "hop": int, "id": str}

TABLES: Final[dict[str, Columns]] = {
    "t_session": {
        "session": str, "length": int, "last": str, "torn": int, "problem": str,
        "title": str, "pack": str, "pack_version": str, "model": str, "customer": str,
        "seed": int, "parent": str, "forked_after": int, "started": str, "seen": str, "events": int,
        "outcome": str, "judged_by": str, "why": str, "comparison": str, "arm": str,
    },
    "t_turn": {
        **_TURN, "model": str, "intent": str, "procedure": str, "at": str, "asked": str,
        "reply": str, "outcome": str, "degraded": int, "judged_by": str, "why": str,
        "mark": str, "note": str, "ns": int, "waited_ns": int, "hops": int,
        "began": str, "inherited": int, "ran_as": str,
    },
    "t_hop": {
        **_HOP, "name": str, "subject": str, "call": int, "mark": str, "start_ns": int, "ns": int,
        "waited_ns": int, "fault": str, "fault_message": str, "injected": int, "output": str,
    },
    "t_call": {
        **_HOP, "call": int, "tool": str, "subject": str, "arguments": str, "status": str,
        "fault": str, "fault_message": str, "attempts": int, "key": str, "from_ledger": int,
        "rows_changed": int, "degraded": str, "source": str, "result": str, "ns": int,
    },
    "t_repair": {
        **_HOP, "tool": str, "verdict": str, "step": int, "rule": str, "pointer": str,
        "before": str, "after": str, "message": str,
    },
    "t_policy": {
        **_HOP, "tool": str, "verdict": str, "rule": str, "reason": str, "evidence": str,
        "went": int, "denied": int, "action": str, "person": str, "said": str, "waited_ns": int,
    },
    "t_procedure": {
        **_TURN, "run": int, "procedure": str, "turns": int, "last": int, "step": str,
        "times_left": int, "came_back": int, "outcome": str,
    },
    "t_usage": {
        **_HOP, "model": str, "attempt": int, "input": int, "cached": int, "written": int,
        "output": int, "reasoning": int, "estimated": int, "cost_nano": int, "cost_known": str,
        "book": str, "calls_by": str, "finish": str,
        "first_token_ns": int, "ns": int, "fault": str,
    },
}  # fmt: skip
"""One row a session, turn, hop, tool call, step of a repair, policy decision, run of a procedure,
model call."""

_MS: Final = "round({0} / 1e6, 3)"

_COST: Final = """
          (SELECT CASE WHEN count(*) = count(cost_nano) THEN coalesce(sum(cost_nano), 0) END
            FROM t_usage u WHERE {0}) AS cost_nano,
          (SELECT CASE WHEN count(*) > count(cost_nano) THEN 'unknown'
              WHEN coalesce(sum(cost_nano), 0) = 0 THEN 'computed'
              WHEN sum(cost_known = 'estimated' AND cost_nano) THEN 'estimated'
              WHEN sum(cost_known = 'computed' AND cost_nano) THEN 'computed' ELSE 'reported' END
            FROM t_usage u WHERE {0}) AS cost_known"""
"""As `sandbox.domain.money.total_cost`: the worst of its parts, no sum where one is unknown."""

VIEWS: Final[dict[str, str]] = {
    "sessions": f"""
        SELECT s.session, s.title, s.pack, s.pack_version, s.model, s.customer, s.seed, s.parent,
          s.forked_after, s.started, s.seen, s.outcome, s.judged_by, s.why,
          s.comparison, s.arm,
          (SELECT count(*) FROM t_turn t WHERE t.session = s.session) AS turns,
          (SELECT count(*) FROM t_turn t WHERE t.session = s.session AND mark = 'good') AS good,
          (SELECT count(*) FROM t_turn t WHERE t.session = s.session AND mark = 'bad') AS bad,
          {_COST.format("u.session = s.session").strip()},
          (SELECT asked FROM t_turn t WHERE t.session = s.session AND t.turn = 1) AS asked,
          s.events, s.torn AS torn_bytes, s.problem
        FROM t_session s ORDER BY s.started, s.session""",
    "turns": f"""
        SELECT t.session, t.turn, s.pack, t.model, t.intent, t.procedure, t.asked, t.reply,
          t.outcome, t.degraded, t.judged_by, t.why, t.mark, t.note, t.at,
          t.began, t.inherited,
          {_MS.format("(t.ns - t.waited_ns)")} AS ms, {_MS.format("t.waited_ns")} AS waited_ms,
          t.hops,
          (SELECT count(*) FROM t_usage u WHERE (u.session, u.turn) = (t.session, t.turn))
            AS model_calls,
          (SELECT count(*) FROM t_call c WHERE (c.session, c.turn) = (t.session, t.turn))
            AS tool_calls,
          (SELECT count(DISTINCT hop) FROM t_repair r WHERE (r.session, r.turn) =
            (t.session, t.turn) AND verdict = 'repaired') AS repairs,
          (SELECT coalesce(sum(denied), 0) FROM t_policy p WHERE (p.session, p.turn) =
            (t.session, t.turn)) AS denials,
          (SELECT CASE WHEN count(*) THEN sum(input) ELSE 0 END FROM t_usage u
            WHERE (u.session, u.turn) = (t.session, t.turn)) AS input_tokens,
          (SELECT CASE WHEN count(*) THEN sum(output) ELSE 0 END FROM t_usage u
            WHERE (u.session, u.turn) = (t.session, t.turn)) AS output_tokens,
          (SELECT count(*) - count(input) FROM t_usage u
            WHERE (u.session, u.turn) = (t.session, t.turn)) AS tokens_untold,
          {_COST.format("(u.session, u.turn) = (t.session, t.turn)").strip()}
        FROM t_turn t JOIN t_session s USING (session) ORDER BY s.started, t.session, t.turn""",
    "hops": f"""
        SELECT h.session, h.turn, h.hop, h.id, h.name, h.subject, h.call, h.mark,
          {_MS.format("h.start_ns")} AS start_ms, {_MS.format("(h.ns - h.waited_ns)")} AS ms,
          {_MS.format("h.waited_ns")} AS waited_ms, h.fault, h.fault_message, h.injected, h.output
        FROM t_hop h""",
    "tool_calls": f"""
        SELECT c.session, c.turn, c.hop, c.id, c.call, c.tool, c.subject, c.arguments, c.status,
          c.fault, c.fault_message, c.attempts, c.key, c.from_ledger, c.rows_changed, c.degraded,
          c.source, c.result, {_MS.format("c.ns")} AS ms
        FROM t_call c""",
    "repairs": """
        SELECT session, turn, hop, id, tool, verdict, step, rule, pointer, before, after, message
        FROM t_repair""",
    "policy": f"""
        SELECT session, turn, hop, id, tool, verdict, rule, reason, evidence, went, denied, action,
          person, said, {_MS.format("waited_ns")} AS waited_ms
        FROM t_policy""",
    "procedures": """
        SELECT p.session, p.run, s.pack, p.procedure, p.turn, p.turns, p.outcome, p.step,
          p.times_left, p.came_back
        FROM t_procedure p JOIN t_session s USING (session) ORDER BY s.started, p.session, p.run""",
    "usage": f"""
        SELECT session, turn, hop, id, model, attempt, input, cached, written, output, reasoning,
          estimated, cost_nano, cost_known, book, calls_by, finish,
          {_MS.format("first_token_ns")} AS first_token_ms, {_MS.format("ns")} AS ms, fault
        FROM t_usage""",
}

SHAPE: Final = int(digest([FORMAT, {t: list(c) for t, c in TABLES.items()}, VIEWS])[:7], 16)
"""Kept in the file as `user_version`; an index of another shape is made anew."""
