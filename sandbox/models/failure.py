"""What one failed call is known by: the chain of exceptions, its HTTP status, its words.

litellm gives the same failure different classes by provider (a refused port is an
InternalServerError 500, a missing package an APIConnectionError), so no single class is trusted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sandbox.models.scrub import one_line

_WAIT: Final = re.compile(
    r"(?:try again in|retry in|retry after|retrydelay\W+)\s*(\d+(?:\.\d+)?)\s*(ms|m|s)?"
)
_UNIT_SECONDS: Final = {"ms": 0.001, "m": 60.0}


@dataclass(frozen=True)
class Target:
    """Who was called: for messages, and for what must not be in them.

    `variable` names the key's environment variable and `base` is an address of one's own, "" where
    there is none. `window` is in tokens.
    """

    model: str
    provider: str
    variable: str = ""
    base: str = ""
    secret: str = ""
    window: int | None = None

    @property
    def who(self) -> str:
        """The provider, or HOST:PORT of an endpoint of one's own."""
        # Without a user and password that somebody may have put into the address.
        return urlsplit(self.base).netloc.rpartition("@")[2] or self.base or self.provider


@dataclass(frozen=True)
class Failure:
    """`names` are all class names in the chain; `text` is raw and in lower case, never to be shown.

    `said` is the provider's message, one safe line. `host` is HOST:PORT where a request was made.
    `retry_after` is in seconds.
    """

    target: Target
    names: frozenset[str]
    status: int
    text: str
    said: str
    host: str
    retry_after: float | None

    def has(self, *words: str) -> bool:
        """True if any of `words` (in lower case) is in the text."""
        return any(word in self.text for word in words)

    def named(self, *names: str) -> bool:
        """True if a class of the chain, or a base of one, has any of these names."""
        return not self.names.isdisjoint(names)


def failure_of(error: BaseException, target: Target) -> Failure:
    """Reads `error` and everything it was raised from."""
    chain = list(_chain(error))
    bodies = [body for e in chain if isinstance(body := _field(e, "body"), dict)]
    statuses = [status for e in chain if isinstance(status := _field(e, "status_code"), int)]
    text = " ".join([*map(str, chain), *map(str, bodies)]).lower()
    told = next((str(body["message"]) for body in bodies if body.get("message")), "")
    return Failure(
        target=target,
        names=frozenset(cls.__name__ for e in chain for cls in type(e).__mro__),
        status=statuses[0] if statuses else 0,
        text=text,
        said=one_line(told or str(chain[0]), (target.secret,)) or type(chain[0]).__name__,
        host=_host(chain),
        retry_after=_retry_after(chain, text),
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """What `error` wraps, else itself, and all that led to it; each once.

    litellm's mid-stream wrapper repeats its inner error with every prefix, so it is left out.
    """
    todo: list[BaseException | None] = [error]
    seen = set[int]()
    while todo:
        current = todo.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        original = _field(current, "original_exception")
        if not isinstance(original, BaseException):
            yield current
            original = None
        todo += [original, current.__cause__, current.__context__]


def _host(chain: list[BaseException]) -> str:
    """HOST:PORT of the request that failed. litellm's own exceptions carry invented addresses."""
    for error in chain:
        if type(error).__module__.partition(".")[0] in ("httpx", "openai"):
            url = getattr(_field(error, "_request") or _field(error, "request"), "url", None)
            if url is not None and url.host:
                return f"{url.host}:{url.port or (443 if url.scheme == 'https' else 80)}"
    return ""


def _retry_after(chain: list[BaseException], text: str) -> float | None:
    for error in chain:
        headers = _field(error, "litellm_response_headers")
        try:
            return float(headers["retry-after"])  # pyright: ignore[reportIndexIssue]
        except (KeyError, TypeError, ValueError):
            continue
    match = _WAIT.search(text)
    return float(match[1]) * _UNIT_SECONDS.get(match[2], 1.0) if match else None


def _field(error: object, name: str) -> object:
    # Not getattr: httpx raises RuntimeError from `.request` where there was none.
    return vars(error).get(name) if hasattr(error, "__dict__") else None
