"""Models as a picker and a table show them, and the way from a name to a model."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.faults import SandboxError
from sandbox.models.call import GatewaySettings
from sandbox.models.catalog import ModelInfo, endpoint_of, known_models, resolve
from sandbox.models.gateway import Gateway
from sandbox.models.litellm_door import warm
from sandbox.models.offline import OFFLINE, offline_model
from sandbox.models.price_book import load_prices
from sandbox.ports import Model, Stopwatch
from sandbox.settings import Settings

_A_MILLION = 1_000_000
OWN_KEY = "SANDBOX_API_KEY"


@dataclass(frozen=True)
class Choice:
    """One line of a list of models. `window` is in tokens, 0 if unknown; `price` in words."""

    name: str
    provider: str
    key: bool
    window: int
    price: str
    note: str


def choices(today: str, environ: Mapping[str, str], settings: Settings) -> list[Choice]:
    """Offline models, those of providers whose key is set, and the one that is the default."""
    book = load_prices()
    # `sandbox/human` joins them when a screen can ask for its replies.
    infos = [i for i in known_models(book, today, environ) if i.name != "sandbox/human"]
    if settings.model not in {info.name for info in infos}:
        infos.append(resolve(settings.model, book, environ, settings.api_base))
    return [_choice(info) for info in infos]


def model_for(
    name: str, settings: Settings, environ: Mapping[str, str], seed: int, stopwatch: Stopwatch
) -> Model:
    """The model of this name. Raises `SandboxError` with the nearest names, or the missing key."""
    if name == "sandbox/human":
        raise SandboxError(
            "sandbox/human has no screen to type on yet", "choose another model", code=2
        )
    if name in OFFLINE:
        return offline_model(name, seed)
    info = resolve(name, load_prices(), environ, settings.api_base)
    if info.key.needed and not info.key.found:
        raise SandboxError(
            f"no key for {info.name}: {info.key.variable} is not set",
            "set it in the environment or in .env, or stay with sandbox/scripted",
        )
    base = endpoint_of(info.name, settings.api_base)
    own = dict(environ) | ({OWN_KEY: settings.api_key} if settings.api_key else {})
    gateway = GatewaySettings(
        api_base=base,
        api_key_env=OWN_KEY if base and settings.api_key else "",
        timeout_first_token=settings.first_token_seconds,
        timeout_idle=settings.idle_seconds,
        timeout_total=settings.total_seconds,
        environ=own,
    )
    # Its import takes seconds: begin now, in a thread, while the customer's words are typed.
    warm()
    return Gateway(info.name, gateway, stopwatch)


def _choice(info: ModelInfo) -> Choice:
    note = "offline, free" if info.offline else ""
    if info.ends:
        note = f"until {info.ends}"
    if not info.listed:
        note = "not in the price list"
    return Choice(
        name=info.name,
        provider=info.provider,
        key=info.key.found or not info.key.needed,
        window=info.window or 0,
        price=_price(info),
        note=note,
    )


def _price(info: ModelInfo) -> str:
    if info.offline:
        return "free"
    if info.price is None:
        return "unknown"
    base = info.price.base
    return f"${base.input * _A_MILLION:.2f} / ${base.output * _A_MILLION:.2f}"
