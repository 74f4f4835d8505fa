"""Prices are exact, agree with litellm's own sums, and unknown is never free."""

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.models.litellm_door import warm
from sandbox.models.price_book import PriceBook, load_prices
from sandbox.models.prices import price_of_entry

ENTRY: dict[str, Any] = {
    "litellm_provider": "openai",
    "mode": "chat",
    "max_input_tokens": 128000,
    "input_cost_per_token": Decimal("1.5e-07"),
    "output_cost_per_token": Decimal("6e-07"),
    "cache_read_input_token_cost": Decimal("7.5e-08"),
}

# (input, cached, written, output, reasoning) tokens, around every threshold of the list
SIZES = [
    (1, 0, 0, 1, 0),
    (1000, 600, 0, 200, 50),
    (128_000, 0, 0, 10, 0),
    (128_001, 0, 0, 10, 0),
    (200_000, 100, 0, 50, 0),
    (200_001, 100, 300, 50, 10),
    (272_001, 100, 0, 50, 0),
    (900_000, 1000, 500, 2000, 100),
]


def test_a_price_of_a_tenth_of_a_nano_dollar_is_kept() -> None:
    price = price_of_entry({**ENTRY, "input_cost_per_token": Decimal("1e-10")})
    assert price is not None
    assert price.input_nano == Decimal("0.1")
    assert price.cost(Usage(input=25)) == Cost(nano=2, known="computed")


def test_cached_and_written_tokens_have_their_own_rates() -> None:
    price = price_of_entry({**ENTRY, "cache_creation_input_token_cost": Decimal("2e-07")})
    assert price is not None
    usage = Usage(input=1000, cached=600, written=100, output=200)
    assert price.cost(usage).nano == 300 * 150 + 600 * 75 + 100 * 200 + 200 * 600


def test_beyond_a_threshold_the_whole_request_costs_more() -> None:
    tier = {"input_cost_per_token_above_200k_tokens": Decimal("3e-07")}
    price = price_of_entry({**ENTRY, **tier})
    assert price is not None
    assert price.cost(Usage(input=200_000)).nano == 200_000 * 150
    assert price.cost(Usage(input=200_001, output=1)).nano == 200_001 * 300 + 600


def test_estimated_tokens_make_an_estimated_cost() -> None:
    price = price_of_entry(ENTRY)
    assert price is not None
    assert price.cost(Usage(input=1, estimated=True)).known == "estimated"


def test_a_price_that_changes_by_the_hour_makes_an_estimate() -> None:
    price = price_of_entry({**ENTRY, "off_peak_pricing": {}})
    assert price is not None
    assert price.cost(Usage(input=1)).known == "estimated"


@pytest.mark.parametrize(
    "entry", [{}, {**ENTRY, "input_cost_per_token": 0, "output_cost_per_token": 0}]
)
def test_no_price_and_a_listed_zero_are_both_unknown(entry: dict[str, Any]) -> None:
    assert price_of_entry(entry) is None


@pytest.mark.parametrize("model", ["ollama_chat/llama3.1", "hosted_vllm/x", "openai/nosuch", "x/y"])
def test_local_and_unlisted_models_cost_unknown_unless_declared(model: str) -> None:
    usage = Usage(input=1000, output=10)
    assert load_prices().cost(model, usage) == Cost()
    assert load_prices({model.partition("/")[0] + "/*": "free"}).cost(model, usage) == FREE


def test_the_closest_own_entry_wins() -> None:
    own = {"a/*": "free", "a/b*": {"input": 1, "output": 1}, "a/bc": {"input": "0.5", "output": 1}}
    book = PriceBook({}, own=own)
    nanos = [book.cost(model, Usage(input=1000)).nano for model in ("a/x", "a/bx", "a/bc")]
    assert nanos == [0, 1_000_000, 500_000]


@pytest.mark.parametrize(
    "price",
    [
        "cheap",
        {"input": 1},
        {"input": "x", "output": 1},
        {"input": 1, "output": 1, "in": 2},
        {"input": -1, "output": 1},
        {"input": "NaN", "output": 1},
        {"input": 1, "output": "Infinity"},
        {"input": 1, "output": 1, "cached": "-0.1"},
    ],
)
def test_a_faulty_own_price_is_refused_by_name(price: Any) -> None:
    with pytest.raises(SandboxError, match="a/b") as caught:
        PriceBook({}, own={"a/b": price})
    assert caught.value.code == 2


def test_a_bare_name_of_another_seller_is_not_taken() -> None:
    book = PriceBook({"m": {**ENTRY, "litellm_provider": "vertex_ai-language-models"}})
    assert book.entry("vertex_ai/m") is not None
    assert book.entry("gemini/m") is None


def test_the_version_names_the_list_and_changes_with_the_own_table() -> None:
    plain, other = load_prices(), load_prices({"a/b": "free"})
    assert plain.version.startswith("litellm-1.")
    assert plain.version == load_prices().version
    assert other.version.startswith(plain.version)
    assert other.version != plain.version


def test_windows_come_from_the_list() -> None:
    book = load_prices()
    assert book.context_window("openai/gpt-4o-mini") == 128_000
    assert book.context_window("openai/nosuch") is None


def test_costs_agree_with_litellm_on_every_shape_of_price() -> None:
    litellm = warm().result()
    book = load_prices()
    checked, wrong = 0, []
    for name in _one_of_each_shape(book):
        price = book.price(name)
        if price is None or price.hourly:
            continue
        for size in SIZES:
            theirs = _litellm_nano(litellm, name, size)
            if theirs is None:
                break
            checked += 1
            given, cached, written, output, reasoning = size
            usage = Usage(
                input=given, cached=cached, written=written, output=output, reasoning=reasoning
            )
            ours = price.cost(usage).nano or 0
            if abs(ours - theirs) > max(1, theirs * 1e-9):
                wrong.append((name, size, ours, theirs))
    assert checked > 1000
    assert wrong == []


def test_the_list_is_read_without_importing_litellm() -> None:
    code = (
        "import sys; from sandbox.models.price_book import load_prices; "
        "assert load_prices().price('openai/gpt-4o-mini'); assert 'litellm' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _one_of_each_shape(book: PriceBook) -> list[str]:
    """A model for each provider and set of price keys: all 3,000 take twenty seconds."""
    shapes: dict[object, str] = {}
    for name in sorted(set(book.names())):
        provider = name.partition("/")[0]
        keys = frozenset(key for key in book.entry(name) or () if "cost" in key or "pric" in key)
        if provider != "perplexity":  # litellm bills its cached tokens in full, against the list
            shapes.setdefault((provider, keys), name)
    return list(shapes.values())


def _litellm_nano(litellm: Any, name: str, size: tuple[int, ...]) -> float | None:
    given, cached, written, output, reasoning = size
    usage = litellm.Usage(
        prompt_tokens=given,
        completion_tokens=output,
        total_tokens=given + output,
        prompt_tokens_details={"cached_tokens": cached, "cache_creation_tokens": written},
        completion_tokens_details={"reasoning_tokens": reasoning},
    )
    try:
        return sum(litellm.cost_per_token(model=name, usage_object=usage)) * 1e9
    except Exception:  # it can't price some of its own names
        return None


def test_a_price_below_nothing_is_told_with_its_rate() -> None:
    with pytest.raises(SandboxError) as caught:
        PriceBook({}, own={"a/b": {"input": "-1", "output": 1}})
    assert caught.value.message == "price of a/b: input is -1, which is no amount of 0 or more"


def test_a_model_that_we_serve_is_free_unless_somebody_names_a_price() -> None:
    usage = Usage(input=1_000_000)
    assert load_prices().cost("local/small", usage) == FREE
    named = load_prices({"local/*": {"input": 2, "output": 2}})
    assert named.cost("local/small", usage).nano == 2_000_000_000
