"""Chance that a replay can throw again."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.adapters.dice import SeededDice

KEYS = st.tuples(st.integers(0, 99), st.integers(0, 9), st.text(max_size=9))


@given(st.integers(), KEYS)
def test_the_same_seed_and_key_throw_the_same(seed: int, key: tuple[int, int, str]) -> None:
    number = SeededDice(seed).roll(*key)
    assert 0.0 <= number < 1.0
    assert number == SeededDice(seed).roll(*key)


@given(st.integers(), KEYS, KEYS)
def test_another_key_is_another_stream(seed: int, one: tuple, other: tuple) -> None:
    dice = SeededDice(seed)
    assert (dice.roll(*one) == dice.roll(*other)) == (one == other)


def test_the_seed_decides() -> None:
    throws = {SeededDice(seed).roll(1, 0, "latency") for seed in range(100)}
    assert len(throws) == 100


def test_throws_are_spread_evenly() -> None:
    throws = [SeededDice(7).roll(turn, 0, "x") for turn in range(2_000)]
    assert 0.45 < sum(throws) / len(throws) < 0.55
