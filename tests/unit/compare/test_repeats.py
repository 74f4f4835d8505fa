"""pass^k and what counts as passing."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.compare.board import RunRow
from sandbox.compare.effect import Effect, RowDifference
from sandbox.compare.repeats import pass_hat, passing
from sandbox.compare.verdicts import Verdict
from sandbox.domain.money import FREE

WRONG = Effect(rows=(RowDifference(kind="extra", table="t", key="k", operation="insert"),))


def _run(number: int = 1, **how: Any) -> RunRow:
    given: dict[str, Any] = {"same_path": True, "effect": Effect(), "state": "done"} | how
    fixed: dict[str, Any] = {"session": "s", "why": "", "tools": (), "rows_changed": 0, "reply": "",
                             "outcomes": (), "cost": FREE, "verdicts": ()}  # fmt: skip
    return RunRow(run=number, **(fixed | given))


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_pass_hat_is_the_share_of_groups_of_k_runs_that_all_passed(
    passed: list[bool], data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(passed)))
    groups = list(combinations(passed, k))
    assert pass_hat(len(passed), sum(passed), k) == pytest.approx(
        sum(map(all, groups)) / len(groups)
    )


@pytest.mark.parametrize("k", [0, 4])
def test_pass_hat_of_more_runs_than_there_are_is_an_error(k: int) -> None:
    with pytest.raises(ValueError, match="of 3 runs"):
        pass_hat(3, 2, k)


def test_without_a_script_tools_and_rows_have_to_be_the_bases() -> None:
    runs = [_run(), _run(same_path=False), _run(effect=WRONG), _run(state="timed_out")]
    found = passing(runs, "base")
    assert (found.by, found.runs, found.passed, found.power[:2]) == ("base", 4, 1, (0.25, 0.0))


def test_a_run_that_a_person_stopped_or_that_still_goes_is_left_out() -> None:
    runs = [_run(), _run(state="stopped"), _run(state="running", same_path=None, effect=None)]
    for by in ("base", "script"):
        found = passing(runs, by)
        assert (found.runs, found.passed, found.power) == (1, 1, (1.0,))


def test_a_run_of_the_base_that_failed_is_no_measure_and_did_not_pass() -> None:
    runs = [
        _run(state="failed", same_path=False, effect=WRONG),
        _run(2, same_path=None, effect=None),
        _run(3),
    ]
    found = passing(runs, "base")
    assert (found.runs, found.passed) == (2, 1)


def test_without_a_measure_nobody_can_say_what_passes() -> None:
    found = passing([_run(), _run(2, state="failed")], "nothing")
    assert (found.by, found.runs, found.power) == ("nothing", 0, ())


def test_the_run_that_is_the_measure_is_not_counted() -> None:
    base = [_run(same_path=None, effect=None), _run(2)]
    assert (passing(base, "base").runs, passing(base[:1], "base").power) == (1, ())


def test_with_a_script_its_expectations_decide_and_the_path_does_not() -> None:
    good, bad = Verdict(turn=1, held=2), Verdict(turn=1, held=1, wrong=("x",))
    runs = [
        _run(same_path=None, effect=None, verdicts=(good,)),
        _run(same_path=False, verdicts=(good,)),
        _run(verdicts=(good, bad)),
        _run(verdicts=(Verdict(turn=1, held=0, reached=False),)),
    ]
    found = passing(runs, "script")
    assert (found.by, found.runs, found.passed) == ("script", 4, 2)
    assert found.power == pytest.approx((0.5, 1 / 6, 0.0, 0.0))
