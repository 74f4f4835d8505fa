"""The rows of one turn in the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sandbox.log.fold import Hop, Turn
from sandbox.log.spans import joined
from sandbox.log.times import Times, times_of
from sandbox.tui.feed.facts import HopFacts
from sandbox.tui.feed.format import dollars, duration, plural, used_words
from sandbox.tui.feed.notes import FOLD_UNDER, STANDS_ALONE, mark_of, note_of, slow
from sandbox.tui.feed.view import Row


def base_rows(turn: Turn, elapsed: int | None = None, before: Turn | None = None) -> list[Row]:
    """All rows of `turn`, nothing folded: its head, each hop, waits, time between hops."""
    times = times_of(turn, elapsed)
    rows: list[Row] = []
    if before is not None and before.model != turn.model:
        text = f"model {before.model} → {turn.model}"
        rows.append(Row(f"note:{turn.number}", "note", turn.number, text, text=text.lower()))
    rows.append(_head(turn, times))
    for hop in turn.hops:
        rows.extend(_hop_rows(hop, times))
    if turn.finished is not None and times.between > 0 and turn.hops:
        rows.append(
            Row(
                f"between:{turn.number}",
                "between",
                turn.number,
                "between hops",
                spent=times.between,
                own=times.between,
                scale=times.axis_length,
                text="between hops",
            )
        )
    return [replace(row, marked=turn.mark) for row in rows] if turn.mark else rows


def folded(rows: list[Row], opened: set[str]) -> list[Row]:
    """`rows` with each run of two or more clean, short hops folded into one row that opens."""
    result: list[Row] = []
    run: list[Row] = []
    for row in rows:
        if folds(row):
            run.append(row)
            continue
        result.extend(_close(run, opened))
        run = []
        result.append(row)
    result.extend(_close(run, opened))
    return result


def folds(row: Row) -> bool:
    """True for a clean, finished hop that is too short to matter."""
    clean = row.kind == "hop" and not row.mark and not row.sign and not row.running
    return clean and row.name not in STANDS_ALONE and (row.spent or 0) < FOLD_UNDER


def _close(run: list[Row], opened: set[str]) -> Iterator[Row]:
    if len(run) < 2:
        yield from run
        return
    first = run[0]
    bars = joined(bar for row in run for bar in row.bars)
    start, end = bars[0][0], sum(bars[-1])
    key = f"{first.key}+"
    yield Row(
        key,
        "fold",
        first.turn,
        plural(len(run), "hop"),
        number=first.number,
        subject=", ".join(row.name for row in run),
        start=start,
        length=end - start,
        scale=first.scale,
        bars=bars,
        spent=sum(row.own for row in run),
        own=sum(row.own for row in run),
        open=key in opened,
        hops=tuple(row.key for row in run),
    )
    if key in opened:
        yield from (replace(row, child=True) for row in run)


def _head(turn: Turn, times: Times) -> Row:
    finished = turn.finished
    if finished is None:
        end = "running"
    else:
        end = finished.outcome.replace("_", " ") + (", degraded" if finished.degraded else "")
    end += f", marked {turn.mark}" if turn.mark else ""
    note = f"{end}  {duration(times.total)}"
    if finished is not None:
        totals = finished.totals
        if totals.model_calls:
            note += f"  {used_words(turn.usage)}  {dollars(turn.cost)}"
    mark = {"cancelled": "C", "failed": "E", "interrupted": "C"}
    return Row(
        f"turn:{turn.number}",
        "turn",
        turn.number,
        f"turn {turn.number}",
        subject=turn.asked[:400],
        note=note,
        mark=mark.get(finished.outcome, "") if finished else "",
        scale=times.axis_length,
        spent=times.total,
        running=finished is None,
        text=f"turn {turn.number} {turn.asked[:400]} {end}".lower(),
    )


def _hop_rows(hop: Hop, times: Times) -> Iterator[Row]:
    share = times.shares[hop.number]
    bars = times.bar(hop.number)
    start, end = bars[0][0], sum(bars[-1])
    note = note_of(hop)[:200]
    yield Row(
        hop.id,
        "hop",
        hop.turn,
        hop.name,
        number=hop.id,
        subject=hop.subject,
        note=note,
        mark=mark_of(hop),
        start=start,
        length=end - start,
        scale=times.axis_length,
        spent=share.spent,
        own=share.own,
        bars=bars,
        running=share.running,
        overlap=share.overlap,
        slow=slow(hop, share.spent),
        text=f"{hop.id} {hop.name} {hop.subject} {note}".lower(),
        facts=HopFacts(hop),
    )
    if share.waits:
        waited = sum(until - since for since, until in share.waits)
        yield Row(
            f"wait:{hop.id}",
            "wait",
            hop.turn,
            "waiting",
            subject="for a person",
            start=times.axis(share.waits[0][0]),
            scale=times.axis_length,
            spent=waited,
            own=share.waited,
            running=share.running,
            hops=(hop.id,),
            text="waiting for a person",
        )
