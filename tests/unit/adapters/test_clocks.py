"""Clocks that move by steps, and their stand-ins for a replay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.adapters.clocks import MonotonicStopwatch, NoSleep, NoStopwatch, SteppingClock

NOW = "2026-11-20T09:00:00Z"


def test_the_world_s_time_stands_still_until_it_is_moved() -> None:
    clock = SteppingClock(NOW)
    assert clock.now() == clock.now() == NOW


def test_a_step_is_the_pack_s_and_a_move_is_as_told() -> None:
    clock = SteppingClock(NOW, step=2)
    assert clock.step() == "2026-11-20T09:00:02Z"
    assert clock.move(60) == clock.now() == "2026-11-20T09:01:02Z"


def test_parts_of_a_second_add_up() -> None:
    clock = SteppingClock(NOW)
    assert [clock.move(0.5), clock.move(0.5)] == [NOW, "2026-11-20T09:00:01Z"]


def test_a_clock_goes_on_where_a_log_ended() -> None:
    clock = SteppingClock(NOW)
    clock.set("2027-01-01T00:00:00Z")
    assert clock.step() == "2027-01-01T00:00:01Z"


def test_a_time_of_another_zone_is_told_in_utc() -> None:
    assert SteppingClock("2026-11-20T10:00:00+01:00").now() == NOW


def test_a_pack_s_time_must_be_one() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        SteppingClock("soon")


@given(st.lists(st.integers(0, 10_000), max_size=10))
def test_time_only_goes_forward_by_steps_and_moves(moves: list[int]) -> None:
    clock = SteppingClock(NOW)
    times = [clock.now(), *(clock.move(seconds) for seconds in moves), clock.step()]
    assert times == sorted(times)


def test_a_stopwatch_never_goes_back_and_a_replay_s_stands_still() -> None:
    watch = MonotonicStopwatch()
    assert watch.ns() <= watch.ns()
    assert NoStopwatch().ns() == NoStopwatch().ns() == 0


async def test_a_replay_waits_for_nothing() -> None:
    await NoSleep().sleep(10**9)
