"""Which procedure serves a turn: deterministic, total, able to stay and able to leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.hop import RouteOutput
from sandbox.domain.procedure import Intent
from sandbox.hops.route import Standing, route
from tests.unit.hops.shop import INTENTS, make_pack

PACK = make_pack()


def _route(text: str, running: str = "", answers: bool = False) -> RouteOutput:
    return route(text, PACK, Standing(running, answers, customer="C-0007"))


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.id)
def test_an_example_leads_to_its_own_procedure(intent: Intent) -> None:
    for example in intent.examples:
        output = _route(example)
        assert (output.action, output.procedure) == ("start", intent.procedure)
        assert output.intent == intent.id
        assert output.confidence >= PACK.route_threshold


@pytest.mark.parametrize("text", ["", "?!", "10042", "bonjour", "das Wetter", "[EMAIL_1]"])
def test_what_fits_nothing_starts_nothing_and_says_why(text: str) -> None:
    output = _route(text)
    assert output.action == "none"
    assert output.procedure == ""
    assert "below" in output.reason


def test_a_message_without_words_starts_nothing_even_at_threshold_0() -> None:
    assert route("…", make_pack(route_threshold=0.0), Standing("")).action == "none"


def test_a_pack_without_intents_routes_nowhere() -> None:
    output = route("where is my order", make_pack(intents=()), Standing(""))
    assert (output.action, output.candidates) == ("none", ())


def test_an_answer_stays_in_the_running_procedure() -> None:
    output = _route("O-10042", "damaged_item", answers=True)
    assert (output.action, output.procedure) == ("continue", "damaged_item")
    assert output.reason == "the answer it asked for"


def test_small_talk_stays_in_the_running_procedure() -> None:
    output = _route("hm, let me look", "order_status")
    assert (output.action, output.procedure, output.intent) == (
        "continue",
        "order_status",
        "order_status",
    )


def test_another_wish_leaves_the_running_procedure() -> None:
    output = _route("my item is broken", "order_status")
    assert (output.action, output.procedure) == ("start", "damaged_item")


def test_the_same_wish_again_does_not_start_over() -> None:
    output = _route("as I said, my item is broken", "damaged_item")
    assert (output.action, output.procedure) == ("continue", "damaged_item")


def test_several_intents_of_one_procedure_speak_for_it_with_their_best() -> None:
    """Else the worst of them would, and a running procedure would be left for a near tie."""
    more = Intent(id="zz_late", title="Late", procedure="order_status", examples=("too late",))
    pack = make_pack(intents=(*INTENTS, more))
    output = route("where is my order", pack, Standing("order_status"))
    assert (output.action, output.intent) == ("continue", "order_status")
    assert output.confidence == output.candidates[0].score
    late = route("too late", pack, Standing(""))
    assert (late.intent, late.procedure) == ("zz_late", "order_status")


def test_quotes_and_a_telephone_s_apostrophe_change_no_word() -> None:
    intents = (Intent(id="a", title="A", procedure="p", examples=("I don't want it",)), *INTENTS)
    pack = make_pack(intents=intents)
    plain = route("I don't want it", pack, Standing("")).candidates
    assert route("“I don’t want it”", pack, Standing("")).candidates == plain


def test_a_placeholder_is_no_word() -> None:
    intents = (*INTENTS, Intent(id="m", title="M", procedure="p", examples=("a new address",)))
    pack = make_pack(intents=intents)
    plain = route("where is my order", pack, Standing("")).candidates
    assert route("where is my order [ADDRESS_1]", pack, Standing("")).candidates == plain


def test_candidates_are_ranked_and_ties_are_broken_by_id() -> None:
    twins = tuple(
        Intent(id=name, title=name, procedure=name, examples=("call me back",)) for name in "ba"
    )
    ranked = route("call me back", make_pack(intents=twins), Standing("")).candidates
    assert [candidate.intent for candidate in ranked] == ["a", "b"]
    assert ranked[0].score == ranked[1].score


def test_the_deciding_words_are_told() -> None:
    best = _route("the glass arrived cracked").candidates[0]
    assert best.words


@given(
    st.text(max_size=200),
    st.sampled_from(["", "order_status", "damaged_item", "edited_away"]),
    st.booleans(),
)
def test_route_is_total_and_deterministic(text: str, running: str, answers: bool) -> None:
    output = _route(text, running, answers)
    assert output == _route(text, running, answers)
    assert 0.0 <= output.confidence <= 1.0
    assert all(0.0 <= candidate.score <= 1.0 for candidate in output.candidates)
    scores = [candidate.score for candidate in output.candidates]
    assert scores == sorted(scores, reverse=True)
    match output.action:
        case "start":
            assert output.procedure in PACK.procedures
            assert not (running and answers)
        case "continue":
            assert output.procedure == running != ""
        case action:
            assert (action, bool(output.asks)) in (("none", False), ("ask", True))
            assert not running


@pytest.mark.parametrize("text", ["and order O-10070?", "what about 10070?", "and the other order"])
def test_the_same_again_for_another_row_keeps_the_intent(text: str) -> None:
    output = route(text, PACK, Standing(intent="order_status", customer="C-0007"))
    assert (output.action, output.procedure) == ("start", "order_status")


def test_a_wish_of_its_own_is_no_repetition() -> None:
    text = "and my item is broken"
    output = route(text, PACK, Standing(intent="order_status", customer="C-0007"))
    assert output.procedure == "damaged_item"


def test_a_wish_for_a_person_comes_before_everything() -> None:
    pack = make_pack(person="damaged_item")
    output = route("where is my order", pack, Standing("order_status", person=True))
    assert (output.action, output.procedure) == ("start", "damaged_item")


def test_who_speaks_comes_first_where_the_intent_needs_it() -> None:
    intents = tuple(one.model_copy(update={"identified": True}) for one in INTENTS)
    pack = make_pack(intents=intents, identify="damaged_item")
    nobody = route("where is my order", pack, Standing())
    assert (nobody.procedure, nobody.then) == ("damaged_item", "order_status")
    known = route("where is my order", pack, Standing(customer="C-0007"))
    assert (known.procedure, known.then) == ("order_status", "")


def test_a_procedure_that_waits_for_who_speaks_is_not_forgotten() -> None:
    pack = make_pack(identify="damaged_item", intents=())
    output = route("sorry, a@b.example", pack, Standing(waiting="order_status"))
    assert (output.procedure, output.then) == ("damaged_item", "order_status")
