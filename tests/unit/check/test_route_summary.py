"""What a labelled file says of a router."""

import pytest

from sandbox.check.lines import BadLine
from sandbox.check.route import label_in, of_lines
from sandbox.check.route_summary import Judged, summary, summary_lines

SAID = [
    Judged("a", "a", 0.95),
    Judged("a", "b", 0.65),
    Judged("b", "b", 0.85),
    Judged("b", "b", 0.25),
    Judged("", "a", 0.15),
    Judged("", "b", 0.75),
]


def test_shares_are_of_those_that_they_are_about() -> None:
    told = summary(SAID, 0.5)
    assert told["accuracy"] == 0.75
    assert told["in_scope_loss"] == 0.25
    assert told["out_of_scope_recall"] == 0.5
    assert told["out_of_scope_recall_at_5_percent_loss"] == 0.5
    assert told["confusions"] == [{"expected": "a", "got": "b", "count": 1}]
    assert told["intents"] == {"a": {"messages": 2, "right": 1}, "b": {"messages": 2, "right": 2}}
    assert told["ece"] == pytest.approx((0.05 + 0.65 + 0.15 + 0.75 + 0.15 + 0.75) / 6, abs=1e-4)


def test_what_nothing_is_known_of_is_null_and_a_dash() -> None:
    told = summary([Judged("", "", 0.0)], 0.0)
    assert (told["accuracy"], told["out_of_scope_recall"]) == (None, 1.0)
    assert "accuracy             – of 0 in scope" in summary_lines(told)


@pytest.mark.parametrize("label", ["", "oos", "OUT_OF_SCOPE", "none", None])
def test_labels_of_no_intent(label: str | None) -> None:
    assert label_in({"intent": label}) == ""


def test_training_lines_out_of_scope_are_no_intent_and_set_a_threshold() -> None:
    lines = [
        *(
            {"text": f"play {what}", "intent": "music"}
            for what in ("jazz", "a song", "rock", "pop")
        ),
        *({"text": f"wake me at {at}", "intent": "alarm"} for at in ("six", "noon", "dawn")),
    ]
    assert of_lines(lines).threshold == 0.0
    taught = of_lines([*lines, {"text": "who are you", "intent": "oos"}])
    assert taught.threshold > 0.0
    assert {one["intent"] for one in taught.check("play jazz")["candidates"]} == {"music", "alarm"}  # pyright: ignore
    assert taught.check("who are you")["intent"] is None
    with pytest.raises(BadLine):
        of_lines([{"text": "who are you", "intent": "oos"}])
    with pytest.raises(BadLine):
        of_lines([{"text": "no label"}])
