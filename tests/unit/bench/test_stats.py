"""The bench's own arithmetic."""

import math

import pytest

from sandbox.bench.stats import median, pairwise_ratios, quantile, summary


def test_the_median_of_an_even_number_of_samples_lies_between_the_middle_two() -> None:
    assert median([4.0, 1.0, 3.0, 2.0]) == 2.5


def test_quantiles_are_interpolated_between_neighbours() -> None:
    ordered = [0.0, 10.0, 20.0, 30.0, 40.0]
    assert quantile(ordered, 0.95) == pytest.approx(38.0)
    assert (quantile(ordered, 0.0), quantile(ordered, 1.0)) == (0.0, 40.0)


def test_spread_is_the_middle_half_as_a_share_of_the_median() -> None:
    found = summary([9.0, 10.0, 11.0, 12.0, 8.0])
    assert (found.n, found.median, found.min, found.max) == (5, 10.0, 8.0, 12.0)
    assert found.spread == pytest.approx(0.2)


def test_one_outlier_moves_the_median_little() -> None:
    assert median([10.0, 10.1, 9.9, 10.0, 900.0]) == 10.0


def test_nothing_measured_is_nan_and_not_zero() -> None:
    assert math.isnan(summary([]).median)
    assert summary([]).n == 0


def test_a_median_of_zero_has_no_spread() -> None:
    assert summary([0.0, 0.0, 0.0]).spread == 0.0


def test_ratios_are_taken_round_by_round() -> None:
    assert pairwise_ratios([2.0, 30.0], [1.0, 10.0]) == [2.0, 3.0]
    assert pairwise_ratios([2.0, 3.0], [0.0, 1.0]) == [3.0]


def test_rounds_that_do_not_pair_up_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        pairwise_ratios([1.0], [1.0, 2.0])
