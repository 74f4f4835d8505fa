"""Settings of the gateway, and the arguments with which litellm is called."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sandbox.models.failure import Target
from sandbox.models.history import to_wire, tools_to_wire
from sandbox.models.keys import KeyState, key_state, read_key
from sandbox.models.model_faults import unknown_setting
from sandbox.models.price_book import PriceBook, load_prices
from sandbox.models.provider_arguments import provider_arguments
from sandbox.ports import ModelRequest

_SETTINGS: Final = frozenset(
    [
        "temperature",
        "top_p",
        "seed",
        "max_tokens",
        "stop",
        "tool_choice",
        "parallel_tool_calls",
        "reasoning_effort",
        "presence_penalty",
        "frequency_penalty",
        "response_format",
    ]
)
"""Settings that may be sent. litellm passes unknown ones on, so a misspelt one stops here."""
_ONLY_WITH_TOOLS: Final = frozenset(("tool_choice", "parallel_tool_calls"))

_NO_KEY: Final = "none"
_GRACE_SECONDS: Final = 5.0


@dataclass(frozen=True)
class GatewaySettings:
    """How calls are made. Times are in seconds.

    `api_base` is an endpoint of one's own ("" = the provider's) and `api_key_env` names the
    variable with its key. `timeout_first_token` limits the wait for the first sign of life,
    `timeout_idle` every later silence, `timeout_total` the whole reply. `prices=None` takes the
    bundled list.
    """

    api_base: str = ""
    api_key_env: str = ""
    timeout_first_token: float = 60.0
    timeout_idle: float = 30.0
    timeout_total: float = 300.0
    prices: PriceBook | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    @cached_property
    def book(self) -> PriceBook:
        """`prices`, or the bundled list."""
        return self.prices or load_prices()


def provider_of(model: str) -> str:
    """`anthropic` of `anthropic/claude-…`; a bare name is taken as OpenAI's."""
    return model.partition("/")[0] if "/" in model else "openai"


def key_of(model: str, settings: GatewaySettings) -> KeyState:
    """The key that a call needs; an endpoint of one's own needs none unless it names one."""
    if settings.api_base and not settings.api_key_env:
        return KeyState("", found=False, needed=False)
    return key_state(provider_of(model), settings.environ, settings.api_key_env)


def target_of(model: str, settings: GatewaySettings) -> Target:
    """Who is called, for messages; with the key, so that it can be taken out of them."""
    provider = provider_of(model)
    # An endpoint of one's own must not see the provider's key, which litellm would send along.
    secret = _NO_KEY
    if not settings.api_base or settings.api_key_env:
        secret = read_key(provider, settings.environ, settings.api_key_env) or ""
    return Target(
        model=model,
        provider=provider,
        variable=key_of(model, settings).variable,
        base=settings.api_base,
        secret=secret,
    )


def arguments(request: ModelRequest, settings: GatewaySettings, target: Target) -> dict[str, Any]:
    """Arguments of `litellm.acompletion`. Raises `ModelFault` for a setting that is none."""
    if unknown := set(request.settings) - _SETTINGS:
        raise unknown_setting(target, min(unknown))
    wire = to_wire(request.messages, target.provider)
    tools = tools_to_wire(request.tools, wire)
    given = {
        name: value
        for name, value in request.settings.items()
        if tools or name not in _ONLY_WITH_TOOLS
    }
    call: dict[str, Any] = {
        **given,
        "model": target.model,
        "messages": wire,
        "stream": True,
        "stream_options": {"include_usage": True},
        "drop_params": True,
        "max_retries": 0,
        # Our limits strike first; this one only keeps a socket from outliving them.
        "timeout": max(settings.timeout_first_token, settings.timeout_idle) + _GRACE_SECONDS,
        "_skip_mcp_handler": True,  # without it no call with tools works on a plain install
    }
    if tools:
        call["tools"] = tools
    if tools and not request.tools:
        call["tool_choice"] = "none"  # they only stand in for those of the history
    if settings.api_base:
        call["api_base"] = settings.api_base
    else:
        call |= provider_arguments(target.provider, settings.environ)
    if target.secret:
        call["api_key"] = target.secret
    return call
