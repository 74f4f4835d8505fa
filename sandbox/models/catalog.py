"""Which models there are: the offline ones, those whose key is set, and what a name means.

Nothing here touches the network or imports litellm. The price list turns over monthly, so no
single name is relied on: of each provider's preferences those count that are listed and alive.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.domain.faults import SandboxError
from sandbox.models.keys import LOCAL_PROVIDERS, KeyState, key_state
from sandbox.models.offline import OFFLINE
from sandbox.models.price_book import FREE_PRICE, PriceBook
from sandbox.models.prices import Price

PREFERRED: Final[Mapping[str, tuple[str, ...]]] = {
    "openai": ("gpt-6-luna", "gpt-6.1-sol", "gpt-5.4-mini", "gpt-5-mini", "gpt-4.1-mini"),
    "anthropic": ("claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-4-5"),
    "gemini": ("gemini-3.8-flash", "gemini-4-argon", "gemini-3.5-flash-lite", "gemini-2.5-flash"),
    "mistral": ("mistral-small-latest", "mistral-medium-latest", "mistral-large-latest"),
    "groq": ("openai/gpt-oss-120b", "openai/gpt-oss-20b"),
    "deepseek": ("deepseek-flash", "deepseek-v4-pro"),
    "xai": ("grok-4.7", "grok-4.5"),
    "bedrock": ("us.anthropic.claude-sonnet-5-5", "us.amazon.nova-2-lite-v1:0"),
    "together_ai": ("openai/gpt-oss-120b", "zai-org/GLM-5.3-Flash"),
    "cerebras": ("gpt-oss-120b",),
    "moonshot": ("kimi-k3",),
    "zai": ("glm-5.3-flash", "glm-5.3"),
}
"""Good at tools, cheaper ones first."""

_UNLISTED: Final = LOCAL_PROVIDERS | {
    "custom_openai",
    "github",
    "huggingface",
    "litellm_proxy",
    "openrouter",
    "vercel_ai_gateway",
}
"""Providers of whose models the list says little or nothing."""
_COMPATIBLE: Final = frozenset(
    ("openai", "custom_openai", "hosted_vllm", "litellm_proxy", "llamafile", "lm_studio")
)
_CLOSE_ENOUGH: Final = 60
_HOW_MANY: Final = 3


@dataclass(frozen=True)
class ModelInfo:
    """One model. `window` is in tokens; `ends` is the date of its retirement, "" if unknown.

    `listed` is False where the price list does not know it: it may be new, or mistyped.
    """

    name: str
    provider: str
    key: KeyState
    window: int | None
    price: Price | None
    offline: bool = False
    listed: bool = True
    ends: str = ""


def known_models(
    book: PriceBook, today: str, environ: Mapping[str, str] | None = None, *, keyless: bool = False
) -> list[ModelInfo]:
    """Models to choose from: offline ones, then preferred ones of providers whose key is set.

    `today` is an ISO date; what is retired by then is left out. `keyless` adds the models whose
    key is missing.
    """
    environ = os.environ if environ is None else environ
    models = [_offline(name) for name in OFFLINE]
    for provider, names in PREFERRED.items():
        if keyless or key_state(provider, environ).found:
            infos = (info_of(f"{provider}/{name}", book, environ) for name in names)
            models += [i for i in infos if i.listed and not (i.ends and i.ends <= today)]
    return models


def resolve(
    name: str, book: PriceBook, environ: Mapping[str, str] | None = None, api_base: str = ""
) -> ModelInfo:
    """What `name` means: `provider/model`, a bare name of the list, or an offline model.

    With `api_base` (an OpenAI-compatible endpoint of one's own) a bare name is a model there.
    A name that the list lacks is let through where its provider is known, since new models come
    before new lists. Raises `SandboxError` (code 2) for an unknown provider or bare name.
    """
    environ = os.environ if environ is None else environ
    if name in OFFLINE:
        return _offline(name)
    provider, slash, _ = name.partition("/")
    if not slash and api_base:
        return info_of(f"openai/{name}", book, environ, api_base)
    if not slash:
        if not (full := _seller(name, book)):
            raise _unknown(f"no model is called {name!r}", name, book)
        return info_of(full, book, environ)
    if provider == "sandbox":
        raise _unknown(f"no offline model is called {name!r}", name, book)
    if provider not in book.providers() | _UNLISTED:
        raise _unknown(f"no provider is called {provider!r}", name, book)
    return info_of(name, book, environ, api_base)


def nearest(name: str, book: PriceBook) -> list[str]:
    """Up to three known names that look like `name`, best first."""
    # Late, because rapidfuzz is needed only for names that are wrong.
    from rapidfuzz import fuzz, process

    makers_first = sorted(book.names(), key=lambda known: known.partition("/")[0] not in PREFERRED)
    candidates = [*OFFLINE, *makers_first]
    part = str.lower if "/" in name else _bare
    found = process.extract(
        name,
        candidates,
        scorer=fuzz.ratio,
        processor=part,
        limit=10 * _HOW_MANY,
        score_cutoff=_CLOSE_ENOUGH,
    )
    distinct: dict[str, str] = {}
    for candidate, _, _ in found:  # one model sold by five providers is one suggestion
        distinct.setdefault(_bare(candidate), candidate)
    return list(distinct.values())[:_HOW_MANY]


def endpoint_of(name: str, api_base: str) -> str:
    """`api_base` if the model is served there, else "".

    It holds for names of OpenAI-compatible servers; `anthropic/…` goes to Anthropic all the same.
    """
    provider, slash, _ = name.partition("/")
    return api_base if not slash or provider in _COMPATIBLE else ""


def _seller(name: str, book: PriceBook) -> str:
    """`provider/name` for a bare name: its maker if we know him, else the first who sells it."""
    makers = (f"{provider}/{name}" for provider in PREFERRED)
    sellers = (known for known in book.names() if known.endswith(f"/{name}"))
    return next((known for known in makers if book.entry(known)), "") or next(sellers, "")


def _bare(name: str) -> str:
    return name.rpartition("/")[2].lower()


def _offline(name: str) -> ModelInfo:
    key = KeyState("", found=False, needed=False)
    return ModelInfo(name, "sandbox", key, window=None, price=FREE_PRICE, offline=True)


def info_of(
    name: str, book: PriceBook, environ: Mapping[str, str], api_base: str = ""
) -> ModelInfo:
    """What the list and the environment say of a full name, checked or not."""
    provider = name.partition("/")[0]
    entry = book.entry(name)
    own = bool(endpoint_of(name, api_base))
    return ModelInfo(
        name=name,
        provider=provider,
        key=KeyState("", found=False, needed=False) if own else key_state(provider, environ),
        window=book.context_window(name),
        price=book.price(name, custom=own),
        listed=entry is not None,
        ends=str((entry or {}).get("deprecation_date", "")),
    )


def _unknown(message: str, name: str, book: PriceBook) -> SandboxError:
    near = nearest(name, book)
    hint = f"did you mean {', '.join(near)}?" if near else "`sandbox models` lists them"
    return SandboxError(message, hint, code=2)
