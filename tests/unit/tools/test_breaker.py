from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import Fault, FaultKind
from sandbox.domain.tool import Failed, Ok, Skipped, Unknown
from sandbox.tools.breaker import Breaker, Circuit, is_away

FINE = Ok(result=1)
BREAKER = Breaker(failures=3, rest=30)


def failed(kind: FaultKind = "unavailable") -> Failed:
    return Failed(fault=Fault(kind=kind, message="no answer"))


def at(seconds: int) -> str:
    return f"2026-11-20T{9 + seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}Z"


def after(*outcomes: Any, breaker: Breaker = BREAKER) -> Circuit:
    circuit = Circuit()
    for outcome in outcomes:
        circuit = breaker.after(circuit, outcome, at(0))
    return circuit


OPEN = after(failed(), failed(), failed())


def test_it_opens_after_so_many_failures_in_a_row():
    assert BREAKER.before(after(failed(), failed()), at(0))[1]
    assert Circuit(state="open", failures=3, since=at(0)) == OPEN
    assert BREAKER.before(OPEN, at(0)) == (OPEN, False)
    assert after(failed(), breaker=Breaker(failures=1)).state == "open"


def test_a_success_between_starts_the_count_again():
    assert after(failed(), failed(), FINE, failed(), failed()).state == "closed"
    assert after(failed(), failed(), FINE) == Circuit()


@pytest.mark.parametrize("kind", ["tool_error", "policy", "unknown_reference", "bad_arguments"])
def test_a_refusal_is_an_answer_and_opens_nothing(kind: FaultKind):
    assert after(*[failed(kind)] * 9) == Circuit()
    assert not is_away(failed(kind))


@pytest.mark.parametrize("kind", ["timeout", "unavailable", "rate_limited"])
def test_no_answer_counts_and_so_does_an_unknown_outcome(kind: FaultKind):
    assert after(*[failed(kind)] * 3).state == "open"
    assert is_away(Unknown(fault=Fault(kind="timeout", message="")))
    assert not is_away(Skipped(fault=Fault(kind="timeout", message="")))


def test_after_the_rest_one_trial_decides():
    assert BREAKER.before(OPEN, at(29)) == (OPEN, False)
    trial, may = BREAKER.before(OPEN, at(30))
    assert may
    assert trial == Circuit(state="half_open", failures=3, since=at(30))
    assert BREAKER.after(trial, FINE, at(31)) == Circuit()
    again = BREAKER.after(trial, failed(), at(31))
    assert (again.state, again.since) == ("open", at(31))


def test_while_a_trial_is_out_nobody_else_goes():
    trial, _ = BREAKER.before(OPEN, at(30))
    assert BREAKER.before(trial, at(31)) == (trial, False)


def test_a_trial_that_never_came_back_gives_way_to_another():
    trial, _ = BREAKER.before(OPEN, at(30))
    another, may = BREAKER.before(trial, at(60))
    assert may
    assert another.since == at(60)


def test_it_says_how_long_no_call_may_go():
    assert BREAKER.seconds_left(OPEN, at(10)) == 20
    assert BREAKER.seconds_left(OPEN, at(5000)) == 0
    assert BREAKER.seconds_left(Circuit(), at(0)) == 0


@pytest.mark.parametrize("bad", [{"failures": 0}, {"rest": -1}])
def test_thresholds_that_make_no_sense_are_refused(bad: dict[str, Any]):
    with pytest.raises(ValueError, match="breaker"):
        Breaker(**bad)


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 5), st.integers(0, 20))
def test_it_never_lets_through_more_failures_than_it_was_told(
    calls: list[bool], failures: int, rest: int
):
    breaker, circuit, row = Breaker(failures, rest), Circuit(), 0
    opened = -1000
    for now, worked in enumerate(calls):
        circuit, may = breaker.before(circuit, at(now))
        assert may is (row < failures or now - opened >= rest)
        if may:
            circuit = breaker.after(circuit, FINE if worked else failed(), at(now))
            row = 0 if worked else row + 1
            opened = now if row >= failures else opened
        assert (circuit.state == "closed") is (row < failures)
