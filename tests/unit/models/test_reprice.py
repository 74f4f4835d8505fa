"""Calls whose tokens nobody told: what they come to with other models, and within a budget."""

import pytest

from sandbox.domain.faults import Fault
from sandbox.domain.message import text_message
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.log.event import HopStarted, ModelRequested, ModelResponded, TurnStarted
from sandbox.log.fold import Session, fold
from sandbox.models.estimate import expected
from sandbox.models.price_book import PriceBook
from sandbox.models.reprice import reprice
from sandbox.models.spent import cost_so_far, past_calls

MODEL = "a/b"
BOOK = PriceBook({}, own={"a/*": {"input": 1, "output": 10}, "free/*": "free"})
CUT = Fault(kind="unavailable", message="the connection was cut")


def _session(*answers: ModelResponded) -> Session:
    """One turn with one call for each of `answers`."""
    events = [TurnStarted(turn=1, model=MODEL), HopStarted(turn=1, hop=1, name="infer")]
    messages = (text_message("user", "hello"),)
    asked = ModelRequested(
        turn=1, hop=1, model=MODEL, messages=messages, settings={"max_tokens": 50}
    )
    for answer in answers:
        events += [asked, answer.model_copy(update={"turn": 1, "hop": 1})]
    return fold(events)


def _cost(session: Session, model: str) -> Cost:
    (found,) = reprice(session, [model], BOOK, lambda name: False).models
    return found.cost


@pytest.mark.parametrize("model", [MODEL, "a/c"])
def test_a_call_that_broke_without_a_word_of_its_tokens_has_no_price(model: str) -> None:
    cut = ModelResponded(model=MODEL, fault=CUT)
    told = ModelResponded(model=MODEL, usage=Usage(input=10), cost=Cost(nano=1, known="reported"))
    assert _cost(_session(cut), model) == Cost()
    assert _cost(_session(told, cut), model) == Cost()
    assert _cost(_session(told, cut), "free/x") == FREE


def test_a_call_that_was_refused_is_free_with_any_model() -> None:
    refused = ModelResponded(model=MODEL, fault=CUT, cost=FREE)
    assert _cost(_session(refused), "a/c").nano == 0


def test_a_budget_counts_a_call_of_unknown_cost_with_the_worst_of_its_request() -> None:
    (call,) = past_calls(_session(ModelResponded(model=MODEL, fault=CUT)).turns)
    worst = expected(call.request, BOOK).worst
    assert cost_so_far(call, BOOK) == worst
    assert worst.nano
    assert worst.nano > 500_000
