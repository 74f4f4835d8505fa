"""Rows of a turn add up to its time and its cost: on real logs, exactly, and told as rounded."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.money import Cost, Usage
from sandbox.log import event as ev
from sandbox.log.event import Took
from sandbox.log.fold import Hop, Turn, fold
from sandbox.log.recording import read_recording
from sandbox.log.times import times_of
from sandbox.tui.feed.inspect.turn import shares_of
from sandbox.tui.figures.adding import Addend, cost_of, time_of

ROOT = Path(__file__).parents[3]
RECORDINGS = sorted(
    [*ROOT.glob("fixtures/*/recordings/*.rec.jsonl"), *ROOT.glob("tests/golden/*.rec.jsonl")]
)
HALF_A_MS = Decimal("0.5")


def turns() -> list[Turn]:
    return [turn for path in RECORDINGS for turn in fold(read_recording(path).log.events).turns]


def test_there_are_real_logs():
    assert len(RECORDINGS) > 30
    assert sum(len(turn.hops) for turn in turns()) > 500


def test_times_of_every_recorded_turn_add_up_to_the_nanosecond():
    whole = 0
    for turn in turns():
        if turn.finished is None:
            continue
        found, times = time_of(turn), times_of(turn)
        assert found.exact == found.total.exact == times.total
        assert sum(ns for _, ns in shares_of(turn, times)) == times.total
        # Lines that an update kept from an older run may tell more time than the turn's end.
        assert times.total == turn.total or times.between == 0
        whole += times.total == turn.total
    assert whole > 90


def test_costs_of_every_recorded_turn_add_up_to_the_nano_dollar():
    for turn in turns():
        found = cost_of(turn)
        if found is None:
            assert turn.cost.nano is None
        else:
            assert found.exact == found.total.exact == turn.cost.nano


def test_rounded_rows_are_no_further_apart_than_their_rounding():
    for turn in turns():
        if turn.finished is not None:
            found = time_of(turn)
            assert abs(found.apart) <= HALF_A_MS * len(found.rows)
            assert found.shown == sum((row.as_shown for row in found.rows), Decimal(0))


spans = st.lists(
    st.tuples(st.integers(0, 5_000_000_000), st.integers(0, 2_000_000_000)), max_size=12
)


@given(spans, st.integers(0, 8_000_000_000))
def test_whatever_hops_overlap_the_rows_add_up(found: list[tuple[int, int]], total: int):
    made = Turn(1, "m", "")
    for number, (start, length) in enumerate(sorted(found), 1):
        made.hops.append(Hop(1, number, "execute", "", "", start, call=number, total=length))
    total = max([total, *(start + length for start, length in found)])
    made.finished = ev.TurnFinished(outcome="answered", took=Took(total=total))
    added = time_of(made)
    if made.hops:
        assert added.exact == total


def called(*costs: Cost) -> Turn:
    """A turn with one model call for each cost."""
    made = Turn(1, "m", "")
    for number, cost in enumerate(costs, 1):
        hop = Hop(1, number, "infer", "m", "", 0, total=1)
        hop.events.append(ev.ModelResponded(cost=cost, usage=Usage()))
        made.hops.append(hop)
    return made


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=20))
def test_whatever_calls_cost_they_add_up(nanos: list[int]):
    found = cost_of(called(*(Cost(nano=nano, known="computed") for nano in nanos)))
    assert found is not None
    assert found.exact == found.total.exact == sum(nanos)
    assert abs(found.apart) <= Decimal("0.005") * len(nanos)


def test_one_unknown_cost_is_no_sum():
    assert cost_of(called(Cost(nano=1, known="computed"), Cost())) is None


@pytest.mark.parametrize(
    ("shown", "figure"),
    [("1,072", "1072"), ("0.4", "0.4"), ("≈$0.0021", "0.0021"), ("$<0.0001", "0"), ("$0", "0")],
)
def test_what_is_shown_is_read_as_a_person_reads_it(shown: str, figure: str):
    assert Addend("x", 1, shown).as_shown == Decimal(figure)
