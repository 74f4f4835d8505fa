"""A choice in other words, and what says the opposite or another one."""

import pytest

from sandbox.tools.mends.saying import says

CANCEL = ("no longer needed", "ordered by mistake")
REFUND = ("damaged", "defective", "wrong_item", "missing_part", "not_received")
TICKET = ("open", "solved")
STATUS = ("new", "processing", "processed", "shipped")


def said(text: str, choices: tuple[str, ...], *about: str) -> list[str]:
    rest = {one: [other for other in choices if other != one] for one in choices}
    return [one for one in choices if says(text, one, rest[one], frozenset(about))]


@pytest.mark.parametrize(
    ("text", "choices", "meant"),
    [
        ("not needed anymore", CANCEL, "no longer needed"),
        ("don't need it anymore", CANCEL, "no longer needed"),
        ("no longer required", CANCEL, "no longer needed"),
        ("mistake", CANCEL, "ordered by mistake"),
        ("the order was placed by accident", CANCEL, "ordered by mistake"),
        ("broken", REFUND, "damaged"),
        ("the item arrived damaged", REFUND, "damaged"),
        ("wrong product", REFUND, "wrong_item"),
        ("parts missing", REFUND, "missing_part"),
        ("has not been received", REFUND, "not_received"),
        ("resolved", TICKET, "solved"),
    ],
)
def test_other_words_for_one_choice(text: str, choices: tuple[str, ...], meant: str):
    assert said(text, choices) == [meant]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("still needed", CANCEL),
        ("needed", CANCEL),
        ("not by mistake", CANCEL),
        ("not no longer needed", CANCEL),
        ("ordered", CANCEL),
        ("not damaged", REFUND),
        ("undamaged", REFUND),
        ("damaged and defective", REFUND),
        ("received", REFUND),
        ("never received", REFUND),
        ("part", REFUND),
        ("item", REFUND),
        ("closed", TICKET),
        ("not open", TICKET),
        ("process", STATUS),
        ("", CANCEL),
        ("month", ("this_month", "next_month")),
    ],
)
def test_the_opposite_half_or_two_are_none(text: str, choices: tuple[str, ...]):
    assert said(text, choices) == []


def test_words_that_go_without_saying_are_no_addition():
    assert said("priority: high", ("high", "low"), "priority") == ["high"]
    assert said("high priority", ("high", "low")) == []
