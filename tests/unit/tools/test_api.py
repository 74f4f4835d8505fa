"""What a pack's `tools.py` imports."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.api import ToolError, World, is_tool, to_major, to_minor, tool
from sandbox.tools.view import WorldView


def test_the_marker_changes_nothing_about_a_function():
    def body(world: World) -> int:
        return 7

    marked = tool(body)
    assert marked is body
    assert is_tool(marked)
    assert not is_tool(lambda: 1)
    assert not is_tool("body")


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_minor_units_come_back_from_major_ones(minor: int):
    assert to_minor(to_major(minor)) == minor


@pytest.mark.parametrize(
    ("amount", "minor"), [("49.90", 4990), ("49.9", 4990), ("49", 4900), ("-0.05", -5), ("0", 0)]
)
def test_an_exact_amount_is_read(amount: str, minor: int):
    assert to_minor(amount) == minor


@pytest.mark.parametrize(
    "amount",
    [49.9, 49, None, True, "", "49.999", "1e2", "1_000", "\uff14\uff19", "NaN", "sNaN",
     "Infinity", "49,90", " 49", "1e999999999", "9" * 40, b"49", ["49"], "--1"],
)  # fmt: skip
def test_an_amount_that_is_not_exact_is_a_refusal(amount: Any):
    with pytest.raises(ToolError) as caught:
        to_minor(amount)
    assert caught.value.kind == "bad_arguments"


def test_the_view_has_all_that_the_protocol_promises():
    promised = [name for name in vars(World) if not name.startswith("_")]
    assert promised
    assert all(hasattr(WorldView, name) for name in promised)
