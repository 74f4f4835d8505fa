"""What a provider needs besides a key, as arguments of a call.

litellm reads these from the process's environment. Ours may come from a `.env` that is not
exported, so they are passed on. A table in the order in which the first that is set wins.
"""

from collections.abc import Mapping
from typing import Final

_AWS: Final = (
    ("AWS_ACCESS_KEY_ID", "aws_access_key_id"),
    ("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
    ("AWS_SESSION_TOKEN", "aws_session_token"),
    ("AWS_REGION_NAME", "aws_region_name"),
    ("AWS_REGION", "aws_region_name"),
    ("AWS_DEFAULT_REGION", "aws_region_name"),
    ("AWS_PROFILE", "aws_profile_name"),
)
_OLLAMA: Final = (("OLLAMA_API_BASE", "api_base"),)
_TABLE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "anthropic": (("ANTHROPIC_API_BASE", "api_base"), ("ANTHROPIC_BASE_URL", "api_base")),
    "azure": (("AZURE_API_BASE", "api_base"), ("AZURE_API_VERSION", "api_version")),
    "azure_ai": (("AZURE_AI_API_BASE", "api_base"),),
    "bedrock": _AWS,
    "databricks": (("DATABRICKS_API_BASE", "api_base"),),
    "hosted_vllm": (("HOSTED_VLLM_API_BASE", "api_base"),),
    "lm_studio": (("LM_STUDIO_API_BASE", "api_base"),),
    "ollama": _OLLAMA,
    "ollama_chat": _OLLAMA,
    "openai": (("OPENAI_BASE_URL", "api_base"), ("OPENAI_API_BASE", "api_base")),
    "sagemaker": _AWS,
    "sagemaker_chat": _AWS,
    "vertex_ai": (("VERTEXAI_PROJECT", "vertex_project"), ("VERTEXAI_LOCATION", "vertex_location")),
}


def provider_arguments(provider: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Arguments of `litellm.acompletion` from the variables that `provider` is known to read."""
    found: dict[str, str] = {}
    for variable, argument in _TABLE.get(provider, ()):
        if value := environ.get(variable, "").strip():
            found.setdefault(argument, value)
    return found
