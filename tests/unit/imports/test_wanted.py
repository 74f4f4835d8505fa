"""End states as lines of files speak of them."""

from typing import Any

import pytest

from sandbox.imports.state import same, state_diff, state_hash
from sandbox.imports.wanted import Wanted

BEFORE = {"users": {"u": {"n": 1}}, "orders": {"o": {"items": [1, 2]}}}
AFTER = {"users": {"u": {"n": 1}, "v": {}}, "orders": {}}
DIFF = {"users": {"v": {}}, "orders": {"o": None}}


def test_a_diff_names_new_changed_and_lost_records() -> None:
    assert state_diff(BEFORE, AFTER) == DIFF
    assert state_diff(AFTER, AFTER) == {}


def test_a_hash_knows_the_order_of_lists_and_kinds_of_numbers_but_not_the_order_of_keys() -> None:
    assert state_hash({"a": [1, 2], "b": 1}) == state_hash({"b": 1, "a": [1, 2]})
    for other in ({"a": [2, 1], "b": 1}, {"a": [1, 2], "b": 1.0}, {"a": [1, 2], "b": True}):
        assert state_hash(other) != state_hash({"a": [1, 2], "b": 1})
        assert not same(other, {"a": [1, 2], "b": 1})


@pytest.mark.parametrize(
    ("line", "verdicts"),
    [
        ({}, ("not given", "not given")),
        ({"expected_state_diff": DIFF}, ("not given", "equal")),
        ({"expected_state_diff": {}}, ("not given", "differs")),
        ({"expected_state_hash": state_hash(AFTER)}, ("not given", "equal")),
        ({"expected_state_hash": "0" * 64, "expected_state_diff": DIFF}, ("not given", "differs")),
        ({"reward_detail": {"gt_data_hash": state_hash(AFTER)}}, ("not given", "equal")),
        (
            {"replay": {"final_state_diff": DIFF, "ground_truth_hash": state_hash(BEFORE)}},
            ("equal", "differs"),
        ),
        ({"replay": 5, "reward_detail": "x"}, ("not given", "not given")),
    ],
)
def test_verdicts(line: dict[str, Any], verdicts: tuple[str, str]) -> None:
    wanted = Wanted.of(line)
    assert wanted.given == (verdicts != ("not given", "not given"))
    assert wanted.against(BEFORE, AFTER) == verdicts
