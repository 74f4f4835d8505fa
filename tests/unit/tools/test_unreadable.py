"""Values that JSON's grammar lets through, but that no file, log or database can keep."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.tool import ToolContract
from sandbox.tools.arguments import check_arguments
from sandbox.tools.unreadable import unreadable
from sandbox.world.database import WorldDatabase
from tests.unit.world.tiny import TABLES

OPEN = ToolContract(name="act", service="shop", description="", closed=False)


@pytest.mark.parametrize(
    ("written", "pointer"),
    [
        ('{"a": "\\ud800"}', "/a"),
        ('{"a": [1, {"b~": "x\\udfff"}]}', "/a/1/b~0"),
        ('{"\\ud800": 1}', ""),
        ('{"a": NaN}', "/a"),
        ('{"a": [-Infinity]}', "/a/0"),
        ('{"a": 1e999}', "/a"),
    ],
)
def test_each_is_a_problem_where_it_stands(world: WorldDatabase, written: str, pointer: str):
    (problem,) = check_arguments(OPEN, json.loads(written), world, TABLES)
    assert (problem.pointer, problem.rule) == (pointer, "unreadable")
    # What is told of it can be kept itself.
    problem.model_dump_json().encode()


@pytest.mark.parametrize(
    "fine", ["\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\0", "é", 2**80]
)
def test_whole_characters_and_large_numbers_are_none(fine: Any):
    assert unreadable({"a": [fine]}) == []


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("levels", [101, 900, 5_000, 100_000])
def test_a_call_that_is_nested_too_deeply_is_a_problem_and_no_crash(
    world: WorldDatabase, levels: int, closed: bool
):
    contract = OPEN.model_copy(update={"closed": closed})
    found = check_arguments(contract, {"a": deep(levels)}, world, TABLES)
    assert [(one.pointer, one.rule) for one in found] == [("", "depth")]


def test_a_call_may_be_nested_as_deeply_as_anybody_needs(world: WorldDatabase):
    assert check_arguments(OPEN, {"a": deep(99)}, world, TABLES) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@given(JSON)
def test_what_has_no_problem_can_be_written_down_and_read_again(value: Any):
    if not unreadable(value):
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        assert json.loads(text.encode().decode()) == value
