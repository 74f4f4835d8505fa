"""Keys, passwords, card codes, tracks: dropped wherever they stand, stored nowhere."""

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


_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@:\"'<>\[\]]{1,64}:[^\s/@\"'<>\[\]]{1,128}(?=@[\w\[])")
_PARAMETER = re.compile(
    r"(?<=[?&;])(?:access_token|api_?key|apikey|auth|client_secret|password|passwd|pwd|secret|sig|"
    r"signature|token)=(?P<value>[^\s&#\"'<>\[\]]{6,})",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"\b(?:pass(?:word|code|phrase)|passwort|kennwort|contraseña|mot de passe|pwd)[\"']?"
    r"(?:[ ]?[:=]|[ ](?:is|was|ist|es|est)[:]?)[ ]?[\"'“]?"
    r"(?P<value>(?=[^\s\"'”]{0,40}[\d!@#$%^&*?_+=])[^\s\"'”,;\[\]]{5,64}(?<![.?!]))",
    re.IGNORECASE,
)
_CARD_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|cid|card verification (?:code|value)|security code|(?:atm |card )?pin(?: code| number)?)"  # noqa: E501
    r"(?:[ ]?[:=#]|[ ](?:is|was|code|number|no\.?)\b){0,2}[ ]?[\"'(]?(?P<value>\d{3,4})(?![\w./-]|\.\d)",  # noqa: E501
    re.IGNORECASE,
)
_PASSWORD_WORDS = ("passw", "passc", "passp", "pwd", "kennwort", "contraseña", "mot de passe")
_CARD_CODE_WORDS = ("cvv", "cvc", "csc", "cid", "verification", "security code", " pin")
_TRACK = re.compile(r"%B\d{12,19}\^[^^\n]{2,26}\^\d{4}[^?\n]{0,60}\??|;\d{12,19}=\d{4}\d{3,30}\??")


def find_secrets(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every key, token, password, card code and magnetic track.

    Card codes and tracks: PCI DSS 3.3 lets nobody keep them after the payment was authorised.
    """
    if "://" in text:
        for match in _IN_ADDRESS.finditer(text):
            yield match.span()
    if "=" in text:
        for match in _PARAMETER.finditer(text):
            yield match.span("value")
    if "=" in text or "%B" in text:
        for match in _TRACK.finditer(text):
            yield match.span()
    small = text.lower()
    for shape, words in ((_PASSWORD, _PASSWORD_WORDS), (_CARD_CODE, _CARD_CODE_WORDS)):
        if any(word in small for word in words):
            for match in shape.finditer(text):
                yield match.span("value")
    for match in _KEY.finditer(text):
        yield match.span()
    if "bearer" in small:
        for match in _BEARER.finditer(text):
            yield match.span()
