"""Bars, sparklines and columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.cli.drawing import bar, columns, reach, sparkline


@pytest.mark.parametrize(
    ("amount", "whole", "cells", "wanted"),
    [(1, 1, 3, "███"), (1, 2, 3, "█▌"), (1, 10**9, 3, "▏"), (0, 5, 3, ""), (3, 0, 3, "")],
)
def test_a_bar_is_as_long_as_its_share_and_never_hides_what_is_there(
    amount: float, whole: float, cells: int, wanted: str
) -> None:
    assert bar(amount, whole, cells) == wanted


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(0, 60))
def test_a_bar_stays_in_its_room(low: float, more: float, cells: int) -> None:
    high = low + more
    assert len(bar(low, high, cells)) <= cells
    assert len(reach(low, high, high, cells)) <= cells


def test_a_reach_shows_half_solid_and_the_rest_thin() -> None:
    assert reach(1, 2, 4, 8) == "██░░"
    assert reach(0, 0, 0, 8) == ""


def test_a_sparkline_has_a_column_for_every_value() -> None:
    assert sparkline([0, 1, 2, 4], 4) == "▁▃▅█"
    assert sparkline([9, 1], 2) == "█▅"
    assert sparkline([0, 0], 0) == "▁▁"
    assert sparkline([], 5) == ""


def test_columns_of_figures_stand_right_and_words_left() -> None:
    rows = [["a", "7", "x"], ["long", "1,234", "words to the end"]]
    assert columns(rows, ("name", "n", "says")) == [
        "name      n  says",
        "a         7  x",
        "long  1,234  words to the end",
    ]


def test_columns_without_rows_are_their_header() -> None:
    assert columns([], ("a", "b")) == ["a  b"]
