"""The row that is named beside a sentence is not what it is about."""

import pytest

from sandbox.hops.topic import topic
from sandbox.pack.pack import Pack


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("My parcel arrived broken, order 10042", "My parcel arrived broken"),
        ("My parcel arrived broken (order number: O-10042).", "My parcel arrived broken"),
        ("Order 10042: the vase is broken", "the vase is broken"),
        (
            "It broke, it's for my order #10042, I want my money back",
            "It broke , I want my money back",
        ),
        ("O-10042, please cancel", "please cancel"),
        ('"it broke, order 10042"', "it broke"),
        ("where is my order 10042?", "where is my order 10042?"),
        ("cancel order 10042", "cancel order 10042"),
        ("order 10042", "order 10042"),
        ("it costs 10042, order it", "it costs 10042, order it"),
        ("", ""),
    ],
)
def test_what_is_left_when_the_row_is_taken_out(pack: Pack, text: str, about: str) -> None:
    assert " ".join(topic(text, pack.tables).split()) == about


def test_a_pack_without_keys_that_are_numbered_changes_nothing() -> None:
    assert topic("it broke, order 10042", {}) == "it broke, order 10042"
