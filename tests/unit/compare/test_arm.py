"""Which arms a list of models makes."""

import pytest

from sandbox.compare.arm import arms_of
from sandbox.compare.path import path_words
from sandbox.domain.faults import SandboxError


def test_a_model_that_is_there_twice_is_numbered_and_others_are_not() -> None:
    arms = arms_of(["a/x", " a/y", "a/x"])
    assert [(arm.number, arm.model, arm.label, arm.twin) for arm in arms] == [
        (0, "a/x", "a/x #1", 1),
        (1, "a/y", "a/y", 1),
        (2, "a/x", "a/x #2", 2),
    ]


@pytest.mark.parametrize(
    ("models", "says"),
    [
        (["a/x"], "a/x alone can't be compared"),
        (["a", "b", "c", "d", "e"], "5 models are too many"),
        (["a", ""], "an empty name"),
    ],
)
def test_fewer_than_two_or_more_than_four_are_told_what_to_do(models: list[str], says: str) -> None:
    with pytest.raises(SandboxError, match=says) as caught:
        arms_of(models)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("base", "arm", "says"),
    [
        ("abc", "abc", "same"),
        ("abc", "abbc", "no: +b"),
        ("abc", "ac", "no: -b"),
        ("ab", "ac", "no: -b, +c"),
        ("", "a", "no: +a"),
    ],
)
def test_a_tool_path_is_told_against_the_bases(base: str, arm: str, says: str) -> None:
    assert path_words(list(base), list(arm)) == says
