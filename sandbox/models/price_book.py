"""Prices and context windows by model name, from litellm's bundled list and the user's own table.

The list is a JSON file inside the litellm package (2.9 MB, about 50 ms) and is read without
importing litellm. The user's table comes first. It maps a model's name, or a prefix with `*`, to
"free" or to dollars a million tokens: `{"openai/mine": {"input": "0.15", "output": "0.60"}}`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from sandbox.domain.faults import SandboxError
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.models.keys import LOCAL_PROVIDERS
from sandbox.models.prices import Price, price_of_entry, price_of_user

OwnPrices = Mapping[str, str | Mapping[str, Any]]

_FILE: Final = "model_prices_and_context_window_backup.json"
FREE_PRICE: Final = price_of_user({"input": 0, "output": 0})
_MODES: Final = ("chat", "responses", "completion")
_DIGEST_LENGTH: Final = 12
_SERVED_HERE: Final = "local/"
"""Models that `sandbox models serve-local` runs: nobody is paid for them."""


class PriceBook:
    """Looks prices up. `version` names list and table, for the log."""

    def __init__(
        self, entries: Mapping[str, Mapping[str, Any]], name: str = "", own: OwnPrices | None = None
    ) -> None:
        self._entries = entries
        self._own = {key: _own_price(key, value) for key, value in (own or {}).items()}
        self.version = f"{name}+own-{_digest(_canonical(own))}" if own else name

    def price(self, model: str, custom: bool = False) -> Price | None:
        """The price of `provider/name`, or None.

        A model on one's own server (`custom`, or a local provider) has a price only in the user's
        table: what OpenAI takes for a name says nothing of another server with that name.
        """
        if (own := self._own_price(model)) is not None:
            return own
        if model.startswith(_SERVED_HERE):
            return FREE_PRICE
        if custom or model.partition("/")[0] in LOCAL_PROVIDERS:
            return None
        entry = self.entry(model)
        return price_of_entry(entry) if entry else None

    def cost(self, model: str, usage: Usage, custom: bool = False) -> Cost:
        """What a call cost, with this book's version; unknown where there is no price."""
        price = self.price(model, custom)
        if price is None or price.free:
            return Cost() if price is None else FREE
        return price.cost(usage).model_copy(update={"book": self.version})

    def worst(self, model: str, usage: Usage, custom: bool = False) -> Cost:
        """The most that a call with these tokens can cost, whatever is cached or thought."""
        price = self.price(model, custom)
        if price is None:
            return Cost()
        given = (usage, usage.model_copy(update={"written": usage.input}))
        all_of = (*given, *(u.model_copy(update={"reasoning": u.output}) for u in given))
        costs = [self.cost(model, one, custom) for one in all_of]
        return max(costs, key=lambda cost: cost.nano or 0)

    def context_window(self, model: str) -> int | None:
        """Tokens of input that `model` takes, or None."""
        entry = self.entry(model) or {}
        size = entry.get("max_input_tokens") or entry.get("max_tokens")
        return int(size) if isinstance(size, int | Decimal) else None

    def entry(self, model: str) -> Mapping[str, Any] | None:
        """litellm's entry for `provider/name` or a bare name; its numbers are exact."""
        provider, slash, rest = model.partition("/")
        if (entry := self._entries.get(model)) is not None and entry.get("mode") in _MODES:
            return entry
        bare = self._entries.get(rest) if slash else None
        # A bare name may be another seller's: gemini-2.5-pro is listed for Vertex, too.
        if bare is None or not str(bare.get("litellm_provider", "")).startswith(provider):
            return None
        return bare if bare.get("mode") in _MODES else None

    def names(self) -> Iterator[str]:
        """`provider/name` of each chat model in the list."""
        for key, entry in self._entries.items():
            if entry.get("mode") in _MODES:
                yield full_name(key, entry)

    def providers(self) -> frozenset[str]:
        """Every provider that sells a chat model in the list."""
        return frozenset(
            provider_of_entry(entry)
            for entry in self._entries.values()
            if entry.get("mode") in _MODES
        )

    def _own_price(self, model: str) -> Price | None:
        if model in self._own:
            return self._own[model]
        starts = [key for key in self._own if key.endswith("*") and model.startswith(key[:-1])]
        return self._own[max(starts, key=len)] if starts else None


def full_name(key: str, entry: Mapping[str, Any]) -> str:
    """`gpt-4o-mini` of provider openai -> `openai/gpt-4o-mini`."""
    provider = provider_of_entry(entry)
    return key if key.startswith(f"{provider}/") else f"{provider}/{key}"


def provider_of_entry(entry: Mapping[str, Any]) -> str:
    """The provider as names are written: bedrock, not bedrock_converse."""
    provider = str(entry.get("litellm_provider", ""))
    if provider.startswith("vertex_ai-"):
        return "vertex_ai"
    return {"bedrock_converse": "bedrock"}.get(provider, provider)


def load_prices(own: OwnPrices | None = None) -> PriceBook:
    """The bundled list under the user's table. Raises `SandboxError` for a faulty table."""
    entries, name = _bundled()
    return PriceBook(entries, name, own)


@lru_cache(maxsize=1)
def _bundled() -> tuple[Mapping[str, Mapping[str, Any]], str]:
    spec = find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return {}, "none"
    data = (Path(spec.submodule_search_locations[0]) / _FILE).read_bytes()
    entries = json.loads(data, parse_float=Decimal)
    return entries, f"litellm-{version('litellm')}-{_digest(data)}"


def _own_price(model: str, value: str | Mapping[str, Any]) -> Price:
    hint = 'write "free", or dollars a million tokens: {"input": "0.15", "output": "0.60"}'
    if value == "free":
        return FREE_PRICE
    if isinstance(value, str):
        raise SandboxError(f"price of {model}: {value!r} is no price", hint, code=2)
    try:
        return price_of_user(value)
    except ValueError as error:
        raise SandboxError(f"price of {model}: {error}", hint, code=2) from None


def _canonical(own: OwnPrices | None) -> bytes:
    return json.dumps(own, sort_keys=True, default=str).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH]
