"""Holds every reader of a session's figures against the log itself, to the last digit."""

from decimal import Decimal
from typing import Any

from sandbox.cli.show import footer, session_data, turn_data
from sandbox.domain.money import Cost, total_cost
from sandbox.export.cost import money
from sandbox.export.stats import stats_of
from sandbox.export.transcript import transcript
from sandbox.hub.totals import session_totals, totals_of
from sandbox.log.event import ModelResponded
from sandbox.log.fold import Session, Turn
from sandbox.log.index import index_of
from sandbox.log.times import times_of
from sandbox.plain.told import cost_lines
from sandbox.plain.words import cost as in_words
from sandbox.tui.feed.chat import block_of, footer_of
from sandbox.tui.feed.format import dollars, duration, exact, tokens
from sandbox.tui.feed.inspect.turn import shares_of
from sandbox.tui.feed.meter import MeterFeed
from sandbox.tui.feed.notes import used
from sandbox.tui.feed.rows import base_rows, folded
from sandbox.tui.feed.view import Facts
from sandbox.tui.figures.adding import cost_of, time_of
from sandbox.tui.listing.costs import inspect_costs


def responses(turn: Turn) -> list[ModelResponded]:
    """Every attempt of a model call in the log of `turn`, read without the fold's own sums."""
    events = [event for hop in turn.hops for event in hop.events]
    return [event for event in events if isinstance(event, ModelResponded)]


def nobody_told(event: ModelResponded) -> bool:
    """Neither tokens nor a cost are known of it."""
    return not event.usage.tokens and event.cost.nano is None


def all_agree(session: Session) -> None:
    """Every figure of `session` on screen, in commands and exports is that of its log."""
    for turn in session.turns:
        _rows_add_up(turn)
        _turn_agrees(turn)
    _session_agrees(session)
    _index_agrees(session)


def _rows_add_up(turn: Turn) -> None:
    times, rows = times_of(turn), base_rows(turn)
    own = [row.own for row in rows if row.kind in ("hop", "wait", "between")]
    if turn.finished is not None and turn.hops:
        assert sum(own) == times.total == time_of(turn).exact
        assert sum(ns for _, ns in shares_of(turn, times)) == times.total
        inside = [row.own for row in folded(rows, set()) if row.kind not in ("turn", "note")]
        assert sum(inside) == times.total
    said = responses(turn)
    assert sum(event.usage.input for hop in turn.hops for event in hop.responses) == sum(
        event.usage.input for event in said
    )
    for hop in turn.hops:
        found = hop.responses
        if sum(event.usage.tokens for event in found):
            up = sum(event.usage.input for event in found)
            down = sum(event.usage.output for event in found)
            estimated, untold = any(e.usage.estimated for e in found), sum(map(nobody_told, found))
            assert used(hop) == tokens(up, down, estimated, untold)
    added = cost_of(turn)
    nanos = [event.cost.nano for event in said]
    if added is None:
        assert None in nanos
    else:
        assert added.exact == added.total.exact == sum(nano or 0 for nano in nanos)


def _turn_agrees(turn: Turn) -> None:
    said, times = responses(turn), times_of(turn)
    up = sum(event.usage.input for event in said)
    down = sum(event.usage.output for event in said)
    estimated = any(event.usage.estimated for event in said)
    cost = total_cost(event.cost for event in said)
    totals = totals_of(turn)
    assert (totals.input_tokens, totals.output_tokens) == (up, down)
    assert (totals.tokens_estimated, totals.cost) == (estimated, cost)
    assert totals.model_calls == len(said)
    if turn.finished is None:
        return
    assert turn.finished.totals == totals
    untold = sum(map(nobody_told, said))
    shown = footer_of(block_of(turn))
    assert duration(times.total) in shown
    assert tokens(up, down, estimated, untold) in shown or not (up or down)
    assert dollars(cost) in shown or not said
    sign = ("≥" if untold else "") + ("≈" if estimated else "")
    amounts = f"{sign}{up:,} in {down:,} out" if up or down or not untold else "– in – out"
    assert f"{amounts} · {money(cost)}" in footer(turn)
    data: Any = turn_data(turn)
    assert data["totals"]["cost"] == cost.model_dump(mode="json")
    assert (data["total_ns"], data["waited_ns"]) == (times.total, times.waited)


def _session_agrees(session: Session) -> None:
    said = [event for turn in session.turns for event in responses(turn)]
    up = sum(event.usage.input for event in said)
    down = sum(event.usage.output for event in said)
    estimated = any(event.usage.estimated for event in said)
    cost = total_cost(event.cost for event in said)
    untold = sum(map(nobody_told, said))
    meter = MeterFeed(session).read()
    assert (meter.up, meter.down, meter.estimated) == (up, down, estimated)
    assert meter.cost == (cost if said else None)
    told: Any = session_data("s", session)
    assert told["totals"]["input_tokens"] == (up if up or down or not untold else None)
    assert told["totals"]["tokens_untold"] == untold
    assert told["totals"]["cost"] == cost.model_dump(mode="json")
    for name in ("model_calls", "tool_calls", "repairs", "denials", "output_tokens"):
        parts = [turn["totals"][name] or 0 for turn in told["turns"] if turn["totals"]]
        if all(turn.finished for turn in session.turns):
            assert (told["totals"][name] or 0) == sum(parts), name
    _cost_adds_up(session, said, cost)
    *_, last = cost_lines(session, "")
    assert last.startswith(f"session: {in_words(cost)}")
    assert f"{up:,} tokens in" in last or not (up or down)
    assert ("about " in last.partition(", ")[2]) is estimated or not (up or down)
    text = transcript(session, "t")
    for turn in session.turns:
        if turn.finished is not None:
            assert money(turn.cost) in text


def _cost_adds_up(session: Session, said: list[ModelResponded], cost: Cost) -> None:
    """The rows of `/cost` are its total, read as they are written."""
    for tab in inspect_costs(session, None).tabs:
        table = tab.build()[0]
        assert isinstance(table, Facts)
        _, *rows, (label, whole) = [(name, str(line).split()) for name, line in table.rows]
        assert label == "total"
        for at in (0, 1, 2):
            assert sum(_amount(line[at]) for _, line in rows) == _amount(whole[at])
        assert int(whole[0].replace(",", "")) == len(said)
        assert whole[3] == exact(cost)
        if cost.nano is not None:
            parts = [Decimal(line[3].lstrip("≈").lstrip("$").replace(",", "")) for _, line in rows]
            assert sum(parts) == Decimal(cost.nano) / 1_000_000_000


def _amount(written: str) -> int:
    """`≥≈1,204` as it is read; "–" adds nothing."""
    return int(written.lstrip("≥≈").replace(",", "").replace("–", "0"))


def _index_agrees(session: Session) -> None:
    """`sandbox stats`, and the views that `sandbox sessions list` and `sql` read."""
    said = [event for turn in session.turns for event in responses(turn)]
    cost = total_cost(event.cost for event in said)
    totals = session_totals(session)
    index = index_of({"s": session}, {})
    try:
        total = stats_of(index).total
        (row,) = index.select("SELECT * FROM sessions")
        turns = index.select("SELECT * FROM turns ORDER BY turn")
    finally:
        index.close()
    for name in ("model_calls", "tool_calls", "repairs", "denials"):
        assert getattr(total, name) == getattr(totals, name), name
        assert sum(one[name] for one in turns) == getattr(totals, name), name
    for name in ("input_tokens", "output_tokens"):
        whole = getattr(totals, name)
        assert (getattr(total, name) or 0) == whole == sum(one[name] or 0 for one in turns)
    assert total.tokens_estimated == totals.tokens_estimated
    assert (row["cost_nano"], row["cost_known"]) == (cost.nano, cost.known)
    known = [spent.nano for spent in total.cost.values() if spent.nano is not None]
    assert sum(known) == sum(event.cost.nano or 0 for event in said)
    assert sum(spent.calls for spent in total.cost.values()) == len(said)
    ended = [times_of(turn) for turn in session.turns if turn.finished and turn.finished.took]
    assert total.time.n == len(ended)
    meter = MeterFeed(session).read()
    if ended and len(ended) == len(session.turns):
        assert meter.p50 is not None
        assert total.time.p50 is not None
        assert abs(meter.p50 / 1e6 - total.time.p50) < 0.0011
