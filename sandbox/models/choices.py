"""The way from a name to a model."""

from collections import ChainMap
from collections.abc import Callable, Mapping

from sandbox.domain.faults import SandboxError
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.log.fold import Session
from sandbox.models.budgeted import BudgetedModel, Limits
from sandbox.models.call import GatewaySettings
from sandbox.models.catalog import endpoint_of, resolve
from sandbox.models.gateway import Gateway
from sandbox.models.key_ring import with_keyring
from sandbox.models.listing import Choice, choices
from sandbox.models.litellm_door import warm
from sandbox.models.offline import OFFLINE, offline_model
from sandbox.models.price_book import PriceBook, load_prices
from sandbox.models.tool_mode import ToolMode, mode_by
from sandbox.ports import Model, Stopwatch
from sandbox.settings import Settings, dollars_to_nano

__all__ = ["Choice", "budgeted", "choices", "model_for", "price_by"]

OWN_KEY = "SANDBOX_API_KEY"


def model_for(
    name: str, settings: Settings, environ: Mapping[str, str], seed: int, stopwatch: Stopwatch
) -> Model:
    """The model of this name. Raises `SandboxError` with the nearest names, or the missing key."""
    if name in OFFLINE:
        return offline_model(name, seed)
    book, keys = load_prices(settings.prices), with_keyring(environ)
    info = resolve(name, book, keys, settings.api_base)
    if info.key.needed and not info.key.found:
        raise SandboxError(
            f"no key for {info.name}: {info.key.variable} is not set",
            "set it in the environment, .env or the keyring, or stay with sandbox/scripted",
        )
    base = endpoint_of(info.name, settings.api_base)
    own = ChainMap({OWN_KEY: settings.api_key} if settings.api_key else {}, keys)  # pyright: ignore
    gateway = GatewaySettings(
        api_base=base,
        api_key_env=OWN_KEY if base and settings.api_key else "",
        timeout_first_token=settings.first_token_seconds,
        timeout_idle=settings.idle_seconds,
        timeout_total=settings.total_seconds,
        prices=book,
        environ=own,
    )
    # Its import takes seconds: begin now, in a thread, while the customer's words are typed.
    warm()
    return with_tools(Gateway(info.name, gateway, stopwatch), info.name, settings, book)


def with_tools(inner: Model, name: str, settings: Settings, book: PriceBook) -> Model:
    """`inner`, told of tools as the settings say, or as the price list says that it takes them."""
    if settings.tool_mode != "auto":
        return ToolMode(inner, settings.tool_mode, finds_out=False)
    served = bool(endpoint_of(name, settings.api_base))
    return ToolMode(inner, mode_by(book.entry(name), served=served), finds_out=True)


def price_by(settings: Settings) -> Callable[[str, Usage], Cost]:
    """What tokens of a model cost, by its name as it is asked for; the list is read when needed."""

    def price(name: str, usage: Usage) -> Cost:
        if name in OFFLINE:
            return FREE
        custom = bool(endpoint_of(name, settings.api_base))
        return load_prices(settings.prices).cost(name, usage, custom)

    return price


def budgeted(inner: Model, session: Callable[[], Session], settings: Settings) -> Model:
    """`inner` within the budgets of `settings`; itself where there are none."""
    limits = Limits(dollars_to_nano(settings.turn_budget), dollars_to_nano(settings.budget))
    if limits == Limits():
        return inner
    return BudgetedModel(
        inner,
        session,
        limits,
        lambda: load_prices(settings.prices),
        lambda name: bool(endpoint_of(name, settings.api_base)),
        settings.tool_mode,
    )
