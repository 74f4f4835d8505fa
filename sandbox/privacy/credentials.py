"""Keys of model and platform providers: dropped wherever they stand, stored nowhere."""

import re
from collections.abc import Iterator

_SHAPES = (
    r"sk-[A-Za-z0-9_-]{16,}",  # OpenAI, Anthropic, OpenRouter, DeepSeek
    r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",  # Stripe
    r"AIza[A-Za-z0-9_-]{30,}",  # Google
    r"A[KS]IA[A-Z0-9]{16}",  # AWS
    r"gsk_[A-Za-z0-9]{20,}",  # Groq
    r"xai-[A-Za-z0-9]{20,}",
    r"hf_[A-Za-z0-9]{20,}",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",  # Slack
    r"gh[oprsu]_[A-Za-z0-9]{20,}",  # GitHub
    r"github_pat_[A-Za-z0-9_]{20,}",
    r"glpat-[A-Za-z0-9_-]{16,}",
    r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",  # JWT
)
_KEY = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(_SHAPES)})")
_BEARER = re.compile(r"\bbearer\s{1,4}(?=[A-Za-z._~+/-]{0,64}\d)[A-Za-z0-9._~+/-]{16,}=*", re.I)


def find_secrets(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every provider key or bearer token."""
    for match in _KEY.finditer(text):
        yield match.span()
    if "bearer" in text.casefold():
        for match in _BEARER.finditer(text):
            yield match.span()
