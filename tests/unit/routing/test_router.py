"""The router: what it is sure of, what it leaves alone, and what it says decided."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.routing.model import Router
from sandbox.routing.training import Example, train

MUSIC = ("play some jazz", "put on a song", "I want to hear music", "next track please")
ALARM = ("wake me at six", "set an alarm for noon", "alarm at seven tomorrow", "wake me up early")
SMALL = tuple(
    Example(text, intent)
    for intent, texts in (("music", MUSIC), ("alarm", ALARM))
    for text in texts
)
ROUTER = Router(train(SMALL))


@pytest.mark.parametrize(
    ("text", "intent"),
    [("play a jazz song", "music"), ("wake me at 7", "alarm"), ("sett an allarm", "alarm")],
)
def test_words_like_those_of_an_example_lead_to_its_intent(text: str, intent: str) -> None:
    best = ROUTER.candidates(text)[0]
    assert best.intent == intent
    assert best.score > 0.5


@pytest.mark.parametrize("text", ["", "…", "10042", "[EMAIL_1]"])
def test_of_nothing_known_nothing_is_said(text: str) -> None:
    assert {one.score for one in ROUTER.candidates(text)} == {0.0}


def test_a_router_of_one_intent_does_not_take_everything() -> None:
    router = Router(train([Example(text, "music") for text in MUSIC[:3]]))
    assert router.candidates("play some music")[0].score > 0.5
    for other in ("what is the weather in Rome", "cancel my order", "thanks, bye"):
        assert router.candidates(other)[0].score < 0.5


def test_a_router_of_no_intents_has_no_candidates() -> None:
    assert Router(train([])).candidates("play some jazz") == ()


def test_a_negative_makes_an_intent_less_likely_and_no_other_one() -> None:
    text = "play the alarm sound"
    before = {one.intent: one.score for one in ROUTER.candidates(text)}
    taught = Router(train([*SMALL, Example(text, against="music")]))
    after = {one.intent: one.score for one in taught.candidates(text)}
    assert after["music"] < before["music"]
    assert after["alarm"] > after["music"]


def test_what_is_shown_to_be_out_of_scope_scores_less() -> None:
    text = "play chess with me"
    taught = Router(train([*SMALL, *(Example(t) for t in (text, "play a game", "play cards"))]))
    assert taught.candidates(text)[0].score < ROUTER.candidates(text)[0].score


def test_twins_of_two_intents_share_their_score_and_stand_by_id() -> None:
    router = Router(train([Example("call me back", name) for name in "ba"]))
    first, second = router.candidates("call me back")
    assert (first.intent, second.intent) == ("a", "b")
    assert first.score == second.score


def test_the_words_that_decided_are_those_of_the_message() -> None:
    best = ROUTER.candidates("Could you play some JAZZ for me?")[0]
    assert "jazz" in best.words
    told = ROUTER.decided("Could you play some JAZZ for me?", "music")
    assert [one.word for one in told] == list(best.words)
    assert [one.adds for one in told] == sorted((one.adds for one in told), reverse=True)
    assert all(one.adds > 0 for one in told)


def test_training_again_gives_the_same_numbers() -> None:
    again = Router(train(SMALL))
    for text in (*MUSIC, "play chess", "six songs at noon"):
        assert again.candidates(text) == ROUTER.candidates(text)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=120))
def test_every_text_has_scores_that_are_shares_in_order(text: str) -> None:
    found = ROUTER.candidates(text)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert sum(scores) <= 1.001
