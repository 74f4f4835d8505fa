"""Which environment variables hold a provider's key, and whether they are set. Never their text.

Source: `validate_environment` and the providers' modules of litellm 1.106.2, corrected where they
are wrong: an empty variable is no key, and a local server needs none.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LOCAL_PROVIDERS: Final = frozenset(
    [
        "docker_model_runner",
        "hosted_vllm",
        "lemonade",
        "llamafile",
        "lm_studio",
        "ollama",
        "ollama_chat",
        "oobabooga",
        "triton",
        "vllm",
        "xinference",
    ]
)
"""Providers that are a server of one's own; they need no key."""

_AWS: Final = (
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_BEARER_TOKEN_BEDROCK",),
    ("AWS_PROFILE",),
    ("AWS_ROLE_ARN",),
)

# Each provider's ways to be let in: one group of variables must be set as a whole.
_WAYS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "anthropic": (("ANTHROPIC_API_KEY",), ("ANTHROPIC_AUTH_TOKEN",)),
    "azure": (("AZURE_API_KEY", "AZURE_API_BASE", "AZURE_API_VERSION"),),
    "azure_ai": (("AZURE_AI_API_KEY", "AZURE_AI_API_BASE"),),
    "bedrock": _AWS,
    "cloudflare": (("CLOUDFLARE_API_KEY", "CLOUDFLARE_ACCOUNT_ID"),),
    "cohere": (("COHERE_API_KEY",),),
    "cohere_chat": (("COHERE_API_KEY",),),
    "dashscope": (("DASHSCOPE_API_KEY",),),
    "databricks": (("DATABRICKS_API_KEY", "DATABRICKS_API_BASE"),),
    "fireworks_ai": (("FIREWORKS_API_KEY",), ("FIREWORKS_AI_API_KEY",)),
    "gemini": (("GEMINI_API_KEY",), ("GOOGLE_API_KEY",)),
    "github": (("GITHUB_API_KEY",),),
    "huggingface": (("HF_TOKEN",), ("HUGGINGFACE_API_KEY",)),
    "lambda_ai": (("LAMBDA_API_KEY",),),
    "meta_llama": (("LLAMA_API_KEY",),),
    "perplexity": (("PERPLEXITYAI_API_KEY",), ("PERPLEXITY_API_KEY",)),
    "sagemaker": _AWS,
    "sagemaker_chat": _AWS,
    "together_ai": (("TOGETHERAI_API_KEY",), ("TOGETHER_API_KEY",)),
    "vertex_ai": (("VERTEXAI_PROJECT", "VERTEXAI_LOCATION"),),
    "watsonx": (("WATSONX_APIKEY",), ("WATSONX_API_KEY",)),
}
_PLAIN: Final = frozenset(
    [
        "ai21",
        "baseten",
        "cerebras",
        "codestral",
        "deepinfra",
        "deepseek",
        "featherless_ai",
        "friendliai",
        "groq",
        "hyperbolic",
        "minimax",
        "mistral",
        "moonshot",
        "nebius",
        "novita",
        "nvidia_nim",
        "openai",
        "openrouter",
        "replicate",
        "sambanova",
        "vercel_ai_gateway",
        "volcengine",
        "wandb",
        "xai",
        "zai",
    ]
)
"""Providers whose key is in `NAME_API_KEY`."""

# They may also be let in by files of their own tools, so a missing variable proves nothing.
_OTHER_WAYS: Final = frozenset(
    ("bedrock", "databricks", "sagemaker", "sagemaker_chat", "vertex_ai")
)


@dataclass(frozen=True)
class KeyState:
    """Which variable is (or would be) the key, and whether it is set.

    `variable` is "" where the provider is known to need none, or where we know of none.
    `needed` says that a call can't work without it.
    """

    variable: str
    found: bool
    needed: bool

    @property
    def missing(self) -> bool:
        """True when a call is bound to fail for want of a key."""
        return self.needed and not self.found


def key_state(provider: str, environ: Mapping[str, str] | None = None, own: str = "") -> KeyState:
    """Whether a call to `provider` has its key; `own` names a variable to use instead."""
    environ = os.environ if environ is None else environ
    if own:
        return KeyState(own, _is_set(environ, own), needed=True)
    ways = _ways(provider)
    if not ways:
        return KeyState("", found=False, needed=False)
    for way in ways:
        if all(_is_set(environ, name) for name in way):
            return KeyState(way[0], found=True, needed=True)
    missing = next(name for name in ways[0] if not _is_set(environ, name))
    return KeyState(missing, found=False, needed=provider not in _OTHER_WAYS)


def read_key(provider: str, environ: Mapping[str, str], own: str = "") -> str | None:
    """The key itself, for the call alone; None where litellm has to put it together.

    White space around it is dropped: a key pasted with its line end makes an illegal header.
    """
    if own:
        return environ.get(own, "").strip() or None
    for way in _ways(provider):
        if len(way) == 1 and _is_set(environ, way[0]) and way[0].endswith(("_KEY", "APIKEY")):
            return environ[way[0]].strip()
    return None


def _ways(provider: str) -> tuple[tuple[str, ...], ...]:
    if provider in _PLAIN:
        return ((f"{provider.upper()}_API_KEY",),)
    return _WAYS.get(provider, ())


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name, "").strip())
