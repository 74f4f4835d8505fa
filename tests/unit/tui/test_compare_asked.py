"""What `/compare` was given: models, a turn, words and limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import SandboxError
from sandbox.tui.comparing.asked import Asked, read_asked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Asked()),
        ("here", Asked(here=True)),
        ("a b", Asked(("a", "b"))),
        ("a, b,c 3", Asked(("a", "b", "c"), 3)),
        ("a b all", Asked(("a", "b"), 0)),
        ("a b --turn 2", Asked(("a", "b"), 2)),
        ("a --turn=2 b", Asked(("a", "b"), 2)),
        ("a b --repeat 5 --budget=0.50", Asked(("a", "b"), repeat=5, budget="0.50")),
        ("a b 2 -m where is it, -m?", Asked(("a", "b"), 2, message="where is it, -m?")),
        ('a b -m "where is --turn 9"', Asked(("a", "b"), message="where is --turn 9")),
        ("-m hi", Asked(message="hi")),
        ("a b --script talk.yaml", Asked(("a", "b"), script="talk.yaml")),
    ],
)
def test_words_are_read(text: str, wanted: Asked):
    assert read_asked(text) == wanted


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a b 0", "is no number of a turn"),
        ("a b --turn x", "is no number of a turn"),
        ("a b --turn", "--turn needs a value"),
        ("a b --repeat 0", "--repeat takes 1 to 50"),
        ("a b --repeat many", "--repeat takes 1 to 50"),
        ("a b --fast", "there is no --fast"),
        ("a b -m", "-m has no words"),
        ('a b -m ""', "-m has no words"),
    ],
)
def test_wrong_words_are_told_with_the_usage(text: str, says: str):
    with pytest.raises(SandboxError, match=says) as error:
        read_asked(text)
    assert "/compare A B" in error.value.hint
    assert error.value.code == 2


@given(st.text(max_size=60))
def test_any_text_is_read_or_told(text: str):
    try:
        asked = read_asked(text)
    except SandboxError:
        return
    assert asked.repeat >= 1
    assert not any(name.startswith("-") for name in asked.models)
