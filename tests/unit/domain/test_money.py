"""Cost is a whole number or unknown, never a silent zero."""

import pytest

from sandbox.domain.money import FREE, Cost, total_cost


def test_one_unknown_part_makes_the_total_unknown() -> None:
    assert total_cost([Cost(nano=5, known="reported"), Cost()]) == Cost()


def test_the_total_is_known_as_badly_as_its_worst_part() -> None:
    parts = [Cost(nano=5, known="reported"), Cost(nano=2, known="estimated")]
    assert total_cost(parts) == Cost(nano=7, known="estimated")


def test_nothing_costs_nothing() -> None:
    assert total_cost([]) == FREE == total_cost([FREE, FREE])


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_white_space_is_no_token(text: str) -> None:
    from sandbox.domain.tokens import estimate_tokens

    assert estimate_tokens(text) == 0


def test_the_estimator_of_version_1_is_frozen() -> None:
    from sandbox.domain.tokens import ESTIMATOR_VERSION, estimate_tokens

    text = "Order O-10042 (49.90 EUR) was delivered on 2026-11-17. Über größere Mengen: 1234567."
    assert (ESTIMATOR_VERSION, estimate_tokens(text)) == (1, 34)
