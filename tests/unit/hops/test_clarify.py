"""Which intent is meant: asked when two are likely, and the answer is understood."""

import pytest

from sandbox.domain.hop import Candidate
from sandbox.domain.procedure import Intent
from sandbox.hops.clarify import chosen, question, unsure_of
from sandbox.procedures.act import Say, act
from sandbox.procedures.show import read_shown, show
from tests.unit.hops.shop import make_pack

INTENTS = (
    Intent(id="track", title="Say where an order is", examples=("where",), procedure="status"),
    Intent(id="late", title="Say why it is late", examples=("late",), procedure="status"),
    Intent(id="back", title="Send an item back", examples=("back",), procedure="return"),
)
PACK = make_pack(intents=INTENTS, route_threshold=0.3, route_ask=0.2)


def _scored(**scores: float) -> list[Candidate]:
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    return [Candidate(intent=intent, score=score, words=("parcel",)) for intent, score in ranked]


@pytest.mark.parametrize(
    ("scores", "asked"),
    [
        ({"track": 0.8, "back": 0.1}, ()),
        ({"track": 0.1, "back": 0.05}, ()),
        ({"track": 0.25, "back": 0.1}, ("track",)),
        ({"track": 0.25, "back": 0.22}, ("track", "back")),
        ({"track": 0.40, "back": 0.38}, ("track", "back")),
        ({"track": 0.40, "back": 0.30}, ()),
        ({"track": 0.40, "late": 0.39}, ()),
        ({}, ()),
    ],
)
def test_it_asks_between_likely_procedures_and_only_then(
    scores: dict[str, float], asked: tuple[str, ...]
) -> None:
    assert unsure_of(_scored(**scores), PACK) == asked


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("1", "track"),
        ("the first one please", "track"),
        ("2)", "back"),
        ("the latter", "back"),
        ("the second", "back"),
        ("first or second, I don't care", ""),
        ("hm", ""),
        ("my first order was nice, and now I want something else entirely", ""),
    ],
)
def test_a_short_answer_picks_by_place(text: str, intent: str) -> None:
    assert chosen(text, ("track", "back"), _scored(track=0.0, back=0.0)) == intent


def test_words_that_fit_one_of_the_two_pick_it() -> None:
    assert chosen("send it", ("track", "back"), _scored(track=0.02, back=0.15)) == "back"
    assert chosen("send it", ("track", "back"), _scored(track=0.14, back=0.15)) == ""


def test_yes_picks_the_only_one_and_none_of_two() -> None:
    assert chosen("yes please", ("back",), ()) == "back"
    assert chosen("yes please", ("track", "back"), ()) == ""


def test_the_question_is_a_step_that_every_model_can_say() -> None:
    procedure, run = question(("track", "back"), PACK)
    shown = read_shown(show(procedure, run, {}))
    assert shown is not None
    said = act(shown, ())
    assert isinstance(said, Say)
    assert said.text.endswith("to 1) say where an order is, or 2) send an item back?")


def test_a_question_about_one_intent_has_no_numbers() -> None:
    procedure, _ = question(("back",), PACK)
    assert procedure.steps[0].text.endswith("Would you like me to send an item back?")


def test_words_that_name_no_topic_are_nothing_to_ask_about() -> None:
    empty = [Candidate(intent="track", score=0.25, words=("about", "is my"))]
    assert unsure_of(empty, PACK) == ()


def test_a_new_wish_is_no_answer() -> None:
    assert chosen("where is it", ("back",), _scored(track=0.6, back=0.1)) == ""
