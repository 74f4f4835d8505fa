"""At most so many attempts in any window."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.service import Service
from sandbox.tools.limit import seconds_to_wait

START = datetime(2026, 11, 20, 9, tzinfo=UTC)


def at(second: float) -> str:
    return (START + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_without_a_limit_nobody_waits() -> None:
    assert seconds_to_wait([at(0)] * 50, Service(), at(0)) == 0


def test_the_next_waits_until_the_oldest_of_the_window_has_left_it() -> None:
    service = Service(calls=2, per=10)
    assert seconds_to_wait([at(0)], service, at(1)) == 0
    assert seconds_to_wait([at(0), at(4)], service, at(5)) == 5
    assert seconds_to_wait([at(0), at(4)], service, at(10)) == 0


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 4), st.integers(1, 30))
def test_who_waits_as_told_never_breaks_the_limit(gaps: list[int], calls: int, per: int) -> None:
    service, now, made = Service(calls=calls, per=per), 0.0, list[float]()
    for gap in gaps:
        now += gap
        now += seconds_to_wait([at(one) for one in made], service, at(now))
        made.append(now)
    for index, one in enumerate(made):
        assert sum(one - per < other <= one for other in made[: index + 1]) <= calls
