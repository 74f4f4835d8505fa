"""What a request will cost, and at most, before it is sent."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.message import text_message
from sandbox.domain.money import FREE
from sandbox.models.accumulate import request_tokens
from sandbox.models.estimate import expected, most_output
from sandbox.models.history import to_wire
from sandbox.models.plain_tools import to_plain
from sandbox.models.price_book import PriceBook, load_prices
from sandbox.ports import ModelRequest
from tests.loopback.client import REFUND

MODEL = "openai/mine"
BOOK = PriceBook({}, own={MODEL: {"input": 1, "cached": "0.1", "written": 2, "output": 10}})


def asked(text: str = "hello", model: str = MODEL, **settings: object) -> ModelRequest:
    messages = (text_message("user", text),)
    return ModelRequest(model=model, messages=messages, tools=(REFUND,), settings=settings)  # pyright: ignore


def test_the_worst_is_all_input_written_to_the_cache_and_all_of_the_output() -> None:
    found = expected(asked(max_tokens=100), BOOK)
    assert found.worst_usage.input >= 2 * found.usage.input
    assert found.worst.nano == found.worst_usage.input * 2000 + 100 * 10_000
    assert (found.worst.known, found.likely.known) == ("estimated", "estimated")
    assert found.worst.book == BOOK.version


def test_text_that_is_no_language_counts_a_token_for_two_bytes_at_least() -> None:
    found = expected(asked("x" * 60_000, max_tokens=1), BOOK)
    assert found.usage.input < 15_000
    assert found.worst_usage.input >= 30_000


@given(st.text(max_size=300), st.integers(1, 10_000), st.integers(0, 5_000))
def test_the_worst_is_never_less_than_the_likely(text: str, most: int, output: int) -> None:
    found = expected(asked(text, max_tokens=most), BOOK, output=output)
    assert found.likely.nano is not None
    assert found.worst.nano is not None
    assert found.worst.nano >= found.likely.nano


def test_without_a_price_both_are_unknown_and_it_says_how_to_name_one() -> None:
    found = expected(asked(model="openai/nosuch", max_tokens=9), BOOK)
    assert (found.likely.nano, found.worst.nano) == (None, None)
    assert '"openai/nosuch" to [prices]' in found.why


def test_without_a_limit_of_the_output_only_the_worst_is_unknown() -> None:
    found = expected(asked(), BOOK)
    assert found.likely.nano
    assert found.worst.nano is None
    assert "max_tokens" in found.why


def test_the_list_limits_the_output_where_the_request_does_not() -> None:
    book = load_prices()
    request = asked(model="openai/gpt-4o-mini")
    assert most_output(request, book) == 16_384
    assert expected(request, book).worst.nano


def test_offline_models_cost_nothing_at_most() -> None:
    found = expected(asked(model="sandbox/scripted"), BOOK)
    assert (found.likely, found.worst) == (FREE, FREE)


def test_tools_told_in_words_are_counted_as_they_are_sent() -> None:
    request = asked(max_tokens=10)
    native, prompt, schema = (
        expected(request, BOOK, mode=mode).usage.input for mode in ("native", "prompt", "schema")
    )
    sent = to_plain(request, schema=False)
    assert prompt == request_tokens(to_wire(sent.messages), ()) > 2 * native
    assert schema > prompt


def test_a_model_of_our_own_server_costs_nothing_at_most() -> None:
    found = expected(asked(model="local/small"), BOOK)
    assert (found.likely, found.worst) == (FREE, FREE)
