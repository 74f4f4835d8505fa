import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.tool import ToolContract
from sandbox.tools.retry import FIRST, LONGEST, backoff

CONTRACT = ToolContract(name="act", service="shop", description="", timeout=60)
ROLLS = st.floats(0, 1, exclude_max=True)


def test_pauses_double_and_chance_decides_half_of_each():
    assert [backoff(number, CONTRACT, 0.0) for number in (1, 2, 3)] == [0.25, 0.5, 1.0]
    assert [backoff(number, CONTRACT, 0.9999) for number in (1, 2, 3)] == [0.5, 1.0, 2.0]


def test_no_pause_is_longer_than_the_tool_may_take():
    slow, quick = CONTRACT, CONTRACT.model_copy(update={"timeout": 3.0})
    assert backoff(20, slow, 0.9999) == LONGEST
    assert backoff(20, quick, 0.9999) == 3.0
    assert backoff(20, CONTRACT.model_copy(update={"timeout": 0.01}), 0.9999) == FIRST


@given(st.integers(1, 10**9), ROLLS, st.floats(0.001, 600))
def test_a_pause_is_always_a_short_while_in_whole_milliseconds(
    number: int, roll: float, timeout: float
):
    contract = CONTRACT.model_copy(update={"timeout": timeout})
    pause = backoff(number, contract, roll)
    assert FIRST / 2 <= pause <= LONGEST
    assert round(pause * 1000) == pytest.approx(pause * 1000)
    assert backoff(number, contract, roll) == pause


@given(st.integers(1, 50), ROLLS)
def test_the_same_roll_never_waits_less_the_next_time(number: int, roll: float):
    assert backoff(number + 1, CONTRACT, roll) >= backoff(number, CONTRACT, roll)


def test_attempts_count_from_one():
    with pytest.raises(ValueError, match="from 1"):
        backoff(0, CONTRACT, 0.5)
