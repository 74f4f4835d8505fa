"""What passes, what is missed, and what was not measured at all."""

import json

import pytest

from sandbox.bench.figure import Figure, Target, figure, heard, keys
from sandbox.bench.table import amount, rows, target_text


@pytest.mark.parametrize(
    ("target", "passed"),
    [
        (Target(10), True),
        (Target(9.9), False),
        (Target(18, by="p95"), False),
        (Target(20, by="max"), True),
        (Target(10, at_least=True), True),
        (Target(11, at_least=True), False),
        (None, None),
    ],
)
def test_a_figure_passes_by_the_statistic_its_target_names(
    target: Target | None, passed: bool | None
) -> None:
    assert figure("x", "ms", [10.0] * 17 + [20.0, 20.0, 20.0], target).passed is passed


def test_a_broken_figure_never_passes_nor_one_that_should_have_been_measured() -> None:
    assert figure("x", "ms", [1.0], Target(10), broken=True).passed is False
    assert figure("x", "ms", [1.0], broken=True).passed is False
    assert figure("x", "ms", [], Target(10)).passed is False
    assert figure("x", "ms", []).passed is None


def test_a_figure_is_the_same_after_it_was_told_to_another_process() -> None:
    item = figure("x", "ms", [1.0, 2.5], Target(10, by="p95", aim=5), "a note", broken=True)
    assert heard(json.loads(json.dumps(item.told()))) == item


def test_the_row_says_target_median_p95_spread_and_verdict() -> None:
    (row,) = rows(figure("a turn", "ms", [4.0, 4.0, 4.0], Target(8)))
    assert " ".join(row.split()) == "a turn ≤ 8.00 ms 4.00 ms 4.00 ms ±0 % 3 yes"


def test_a_target_names_its_statistic_unless_it_is_the_median() -> None:
    assert target_text(figure("x", "ms", [1.0], Target(25, by="p95")).data()) == "p95 ≤ 25.0 ms"
    rate = figure("x", "turns/s", [1.0], Target(100, at_least=True))
    assert target_text(rate.data()) == "≥ 100 turns/s"
    assert target_text(Figure("x", "ms", (1.0,)).data()) == ""


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.01234, "s", "0.0123 s"),
        (1234.5, "ms", "1,234 ms"),
        (2.25, "x", "2.25×"),
        (0, "count", "0"),
        (1385, "count", "1,385"),
        (0.0, "ms", "0 ms"),
        (float("nan"), "ms", "none"),
    ],
)
def test_amounts_have_three_digits_that_matter(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_rows_below_a_row_are_named_after_it() -> None:
    names = ["a turn", "  lost", "ten turns", "  lost"]
    assert keys([figure(name, "ms", [1.0]) for name in names]) == [
        "a turn",
        "a turn · lost",
        "ten turns",
        "ten turns · lost",
    ]


def test_what_was_not_measured_is_null_in_json() -> None:
    assert figure("x", "ms", []).data()["median"] is None
