"""Takes keys and noise out of providers' error texts: one short line for a person, no secret."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

_LONGEST: Final = 200
_GONE: Final = "[key]"
_SHORTEST_SECRET: Final = 6

# Shapes of keys of the providers we know; masked ones (sk-ab***cd) count, too.
_KEYS: Final = re.compile(
    r"(?:\b(?:sk|pk|rk|gsk|xai|hf|r8|nvapi|fw|pplx|csk|tgp|AKIA|ASIA)[-_][\w*.-]{4,}"
    r"|\bsk-[\w*.-]+|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bAIza[\w-]{10,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+"
    r"|(?i:\bbearer)\s+[^\s\"',;]+"
    r"|(?i:(?:api[-_ ]?key|[?&]key|authorization|x-goog-api-key)[\"']?\s*[=:]\s*[\"']?)"
    r"[^\s\"',;&]{6,})"
)
_PREFIX: Final = re.compile(
    r"^(?:litellm\.)?\w*(?:Error|Exception|Timeout)\s*(?::|-)\s*|^\w+Exception\s+-?\s*"
    r"|^Error code: \d+ - |^b(?=['\"]\{)"
)
_HTML: Final = re.compile(r"<!doctype html|<html[\s>]", re.IGNORECASE)


def without(text: str, secret: str) -> str:
    """`text` with [key] where it says `secret`: a server may echo what it was sent."""
    return text.replace(secret, _GONE) if len(secret) >= _SHORTEST_SECRET else text


class Unspoken:
    """Takes a secret out of a text that comes in pieces: what could be its start waits."""

    def __init__(self, secret: str) -> None:
        self._secret = secret if len(secret) >= _SHORTEST_SECRET else ""
        self._held = ""

    def say(self, piece: str) -> str:
        """What of the text so far may be shown now."""
        text = without(self._held + piece, self._secret)
        longest = min(len(text), max(len(self._secret) - 1, 0))
        held = next((n for n in range(longest, 0, -1) if self._secret.startswith(text[-n:])), 0)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]

    def rest(self) -> str:
        """What was held back to the end."""
        rest, self._held = self._held, ""
        return rest


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without anything that looks like a key, and without the given secrets."""
    for secret in secrets:
        text = without(text, secret)
    return _KEYS.sub(_GONE, text)


def one_line(text: str, secrets: Iterable[str] = ()) -> str:
    """The first line of the innermost message in `text`, scrubbed and cut to 200 characters."""
    inner = scrub(_inner(text), secrets).strip()
    line = " ".join(inner.splitlines()[0].split()) if inner else ""
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def is_html(text: str) -> bool:
    """True if `text` holds a web page."""
    return bool(_HTML.search(text))


def _inner(text: str) -> str:
    """What the provider said, out of litellm's prefixes and any JSON around it."""
    text = text.strip()
    while match := _PREFIX.match(text):
        text = text[match.end() :].strip()
    for value in _objects(text):
        if message := _message(value):
            return message
    return text


def _objects(text: str) -> Iterator[Any]:
    """JSON or Python objects that begin somewhere in `text`, the first few."""
    for match in list(re.finditer(r"[\[{]", text))[:3]:
        rest = text[match.start() :]
        try:
            yield json.JSONDecoder().raw_decode(rest)[0]
        except ValueError:
            end = rest.rfind("}") + 1
            try:
                yield ast.literal_eval(rest[:end])
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue


def _message(value: Any) -> str:
    """`error.message`, `message` or `detail` of an error body."""
    if isinstance(value, list) and value:
        return _message(value[0])
    if not isinstance(value, dict):
        return ""
    for key in ("error", "message", "detail"):
        inner = value.get(key)
        if isinstance(inner, str) and inner:
            return inner
        if found := _message(inner):
            return found
    return ""
