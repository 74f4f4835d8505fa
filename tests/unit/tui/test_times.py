"""Rows of a turn add up to its total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.verdict import Approval, Decision
from sandbox.log import event as ev
from sandbox.log.event import Took
from sandbox.log.fold import Hop, Turn
from sandbox.log.spans import joined
from sandbox.log.times import times_of
from sandbox.tui.feed.rows import base_rows, folded
from sandbox.tui.widgets.rowline import bars
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play

MS = 1_000_000


def turn(*spans: tuple[int, int], total: int) -> Turn:
    """A finished turn with hops of (start, length) in milliseconds."""
    made = Turn(1, "m", "")
    for number, (start, length) in enumerate(spans, 1):
        made.hops.append(
            Hop(1, number, "execute", "", "", start * MS, call=number, total=length * MS)
        )
    made.finished = ev.TurnFinished(outcome="answered", took=Took(total=total * MS))
    return made


def test_what_no_hop_covers_is_between_hops():
    times = times_of(turn((0, 10), (15, 5), total=30))
    assert (times.between, times.waited, times.total) == (15 * MS, 0, 30 * MS)


def test_overlapped_time_counts_once_and_is_marked():
    times = times_of(turn((0, 10), (4, 10), (5, 2), total=14))
    assert [times.shares[n].own for n in (1, 2, 3)] == [10 * MS, 4 * MS, 0]
    assert [times.shares[n].overlap for n in (1, 2, 3)] == [False, True, True]
    assert times.between == 0


def test_waiting_for_a_person_is_not_the_hops_own_time():
    made = turn((0, 10), (10, 40), total=60)
    hop = made.hops[1]
    hop.name = "policy"
    decision = Decision(verdict="confirm", rule="r")
    approval = Approval(action="approve", by="x")
    hop.events = [
        ev.HumanAsked(tool="t", decision=decision, took=Took(start=12 * MS)),
        ev.HumanActed(approval=approval, took=Took(start=12 * MS, total=30 * MS)),
    ]
    times = times_of(made)
    assert times.shares[2].own == 10 * MS
    assert times.waited == 30 * MS
    assert times.between == 10 * MS
    assert times.axis(50 * MS) == 20 * MS
    assert times.axis_length == 30 * MS


def test_a_wait_without_times_takes_the_rest_of_its_hop():
    made = turn((0, 40), total=40)
    decision = Decision(verdict="confirm", rule="r")
    made.hops[0].events = [
        ev.HumanAsked(tool="t", decision=decision),
        ev.HumanActed(approval=Approval(action="reject", by="x")),
    ]
    assert times_of(made).waited == 40 * MS


def test_a_running_turn_grows_with_the_clock():
    made = turn((0, 10), total=0)
    made.finished = None
    made.hops.append(Hop(1, 2, "infer", "m", "", 10 * MS))
    times = times_of(made, elapsed=25 * MS)
    assert times.shares[2].running
    assert times.shares[2].spent == 15 * MS
    assert times.total == 25 * MS


def test_a_hop_cut_short_by_a_crash_has_no_length():
    made = turn((0, 10), total=20)
    made.hops.append(Hop(1, 2, "infer", "m", "", 10 * MS))
    assert times_of(made).shares[2].spent == 0


def asks(hop: Hop, start: int, length: int) -> None:
    """A person is waited for in `hop`, in milliseconds."""
    decision = Decision(verdict="confirm", rule="r")
    hop.events += [
        ev.HumanAsked(tool="t", decision=decision, took=Took(start=start * MS)),
        ev.HumanActed(
            approval=Approval(action="approve", by="x"),
            took=Took(start=start * MS, total=length * MS),
        ),
    ]


def test_waiting_is_cut_out_of_the_bars_only_where_nothing_ran() -> None:
    made = turn((0, 40), (15, 10), total=40)
    asks(made.hops[0], 10, 20)
    times = times_of(made)
    # From 10 to 15 and from 25 to 30 all waited.
    assert times.axis_length == 30 * MS
    assert times.bar(1) == ((0, 10 * MS), (20 * MS, 10 * MS))
    assert times.bar(2) == ((10 * MS, 10 * MS),)


def test_waits_that_overlap_are_cut_out_once() -> None:
    made = turn((0, 40), (0, 40), total=40)
    asks(made.hops[0], 10, 20)
    asks(made.hops[1], 15, 20)
    times = times_of(made)
    assert times.cuts == ((15 * MS, 30 * MS),)
    assert times.axis(40 * MS) == times.axis_length == 25 * MS


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)),
        min_size=1,
        max_size=8,
    )
)
def test_a_bar_is_drawn_where_its_hop_ran_and_nowhere_else(
    found: list[tuple[int, int, int, int]],
) -> None:
    total = max(start + length for start, length, _, _ in found)
    made = turn(*((start, length) for start, length, _, _ in found), total=total)
    for hop, (start, length, asked, waited) in zip(made.hops, found, strict=True):
        if asked < length and waited:
            asks(hop, start + asked, min(waited, length - asked))
    times = times_of(made)
    ran = {
        at
        for share in times.shares.values()
        for start, end in share.work
        for at in range(start // MS, end // MS)
    }
    for number, share in times.shares.items():
        bars = times.bar(number)
        assert sum(length for _, length in bars) == share.spent
        assert all(0 <= start <= start + length <= times.axis_length for start, length in bars)
    drawn = joined(bar for number in times.shares for bar in times.bar(number))
    assert sum(length for _, length in drawn) == len(ran) * MS


def test_a_folded_row_is_drawn_where_its_rows_ran() -> None:
    made = turn((0, 2), (60, 3), (63, 1), total=100)
    for hop in made.hops:
        hop.name = "parse"
    _, fold, _ = folded(base_rows(made), set())
    assert (fold.kind, fold.own) == ("fold", 6 * MS)
    assert fold.bars == ((0, 2 * MS), (60 * MS, 4 * MS))
    drawn = bars(fold.bars, fold.scale, 20)
    assert [at for at, glyph in enumerate(drawn) if glyph != " "] == [0, 12]
    assert bars(((0, 2 * MS), (2 * MS, 98 * MS)), 100 * MS, 20) == "█" * 20


@pytest.mark.parametrize("text", [ORDER, BROKEN, "again", "dead", "somebody else's order"])
async def test_rows_of_every_scene_add_up_to_the_turns_total(text: str):
    driver = await play(FakeDriver(), (text,))
    played = driver.session.turns[0]
    rows = base_rows(played)
    parts = sum(row.own for row in rows if row.kind in ("hop", "wait", "between"))
    assert parts == played.total
