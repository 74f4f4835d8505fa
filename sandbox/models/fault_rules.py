"""The rules by which a failed call becomes a fault: a table, read from the top."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from sandbox.domain.faults import Fault, FaultKind
from sandbox.models.failure import Failure
from sandbox.models.scrub import is_html

CHECK_BASE: Final = "check the endpoint's address, it mostly ends in /v1"
AGAIN: Final = "try again, or switch to another model"

_PACKAGES: Final = {"mcp": "litellm[mcp]", "google": "google-cloud-aiplatform"}
_NO_MODULE: Final = re.compile(r"no module named '([\w]+)")


_NO_TOOLS: Final = (
    "does not support tools",
    "tools are not supported",
    "tools is not supported",
    "support tool use",
    "tool use is not supported",
    "tool calling is not supported",
    "does not support function",
    "function calling is not supported",
    "tool choice requires",
    "requires --jinja",
)
_NO_SCHEMA: Final = (
    "response_format",
    "json_schema",
    "json schema",
    "structured output",
    "guided",
    "grammar",
)


def refused(failure: Failure) -> str:
    """What the server does not take at all: "tools", "schema", or "" for anything else."""
    if failure.status not in (400, 404, 405, 422, 500, 501):
        return ""
    if failure.has(*_NO_TOOLS):
        return "tools"
    return "schema" if failure.has(*_NO_SCHEMA) else ""


def lost(failure: Failure) -> bool:
    """Whether the connection broke after it stood: the other side may have worked, and bill it."""
    return _closed(failure) and not _unreached(failure)


def _unreached(f: Failure) -> bool:
    return f.named("ConnectError", "ConnectTimeout", "ClientConnectorError", "gaierror")


def _closed(f: Failure) -> bool:
    return f.named(
        "NetworkError",
        "RemoteProtocolError",
        "ClientPayloadError",
        "ServerDisconnectedError",
        "ConnectionError",
    )


def judge(failure: Failure) -> Fault:
    """The fault of the first rule that holds; the last one always does."""
    row = next(row for row in _ROWS if row.when(failure))
    words = _words(failure)
    return Fault(
        kind=row.kind, message=row.message.format_map(words), hint=row.hint.format_map(words)
    )


class Row(NamedTuple):
    """The first row whose `when` holds names the fault."""

    kind: FaultKind
    when: Callable[[Failure], bool]
    message: str
    hint: str


_ROWS: Final = (
    Row(
        "model_error",
        lambda f: "no module named" in f.text,
        "{model} needs the package {package}, which is not installed",
        "pip install '{package}', or switch to another model",
    ),
    Row(
        "model_error",
        lambda f: "llm provider not provided" in f.text,
        "{model}: unknown provider",
        "write provider/name, e.g. openai/gpt-5-mini; `sandbox models` lists them",
    ),
    Row(
        "model_error",
        lambda f: (
            f.named("ContextWindowExceededError")
            or f.status == 413
            or f.has("context_length_exceeded", "maximum context length", "prompt is too long")
            or f.has("request_too_large", "exceeds the maximum number of tokens")
        ),
        "the request is too long for {model}{window}",
        "switch to a model with a larger window, or start a new session",
    ),
    Row(
        "model_error",
        lambda f: (
            f.status == 402
            or f.has("insufficient_quota", "credit balance", "insufficient balance")
            or f.has("insufficient credits", "insufficient_credits")
            # Gemini says the same of its limits a minute, with a time to wait.
            or (f.has("exceeded your current quota") and f.retry_after is None)
        ),
        "no credit left at {provider}: {said}",
        "top up the account, or switch to another provider",
    ),
    Row(
        "rate_limited",
        lambda f: f.status == 429 or f.named("RateLimitError"),
        "{provider} limits the rate of requests{wait}: {said}",
        "wait, or switch to another model",
    ),
    Row(
        "model_error",
        lambda f: (
            f.status == 401
            or f.named("AuthenticationError")
            or f.has("missing credentials", "api key not valid", "api_key_invalid")
        ),
        "{provider} refused the key{variable}: {said}",
        "check the key, or switch to another provider",
    ),
    Row(
        "model_error",
        lambda f: f.status == 403,
        "{provider} does not allow this key to use {model}: {said}",
        "check what the key may do, or switch to another model",
    ),
    Row(
        "model_error",
        lambda f: (
            f.named("ContentPolicyViolationError") or f.has("content_policy", "content_filter")
        ),
        "{provider} refused the content: {said}",
        "rephrase, or switch to another model",
    ),
    Row(
        "model_unreadable",
        lambda f: is_html(f.text) and f.status < 502,
        "{host} answered with a web page",
        CHECK_BASE,
    ),
    Row(
        "model_error",
        lambda f: refused(f) == "tools",
        "{model} takes no tools: {said}",
        "SANDBOX_TOOL_MODE=schema, or prompt, tells it of them in words",
    ),
    Row(
        "model_error",
        lambda f: f.status == 404 or f.named("NotFoundError"),
        "{provider} does not know {model}: {said}",
        "`sandbox models` lists names; " + CHECK_BASE,
    ),
    Row(
        "unavailable",
        _unreached,
        "cannot reach {host}",
        "is it running, and is its address right? sandbox/scripted works without a network",
    ),
    Row(
        "model_error",
        lambda f: f.named("InvalidURL", "UnsupportedProtocol", "LocalProtocolError"),
        "{base} is no address of an endpoint",
        "write http://HOST:PORT/v1",
    ),
    Row(
        "timeout",
        lambda f: f.status in (408, 504) or f.named("Timeout", "TimeoutException", "TimeoutError"),
        "{model} took too long",
        "try again, raise the time-out, or switch models",
    ),
    Row(
        "unavailable",
        _closed,
        "{host} closed the connection",
        AGAIN,
    ),
    Row(
        "model_unreadable",
        lambda f: f.named("JSONDecodeError") or f.has("unterminated string", "expecting value"),
        "{host} answered something unreadable",
        "try again; " + CHECK_BASE,
    ),
    Row(
        "unavailable",
        # Without a host it is litellm that failed, and it will fail again.
        lambda f: f.has("overloaded") or (f.status >= 500 and bool(f.host)),
        "{provider} is overloaded or has failed{status}: {said}",
        AGAIN,
    ),
    Row(
        "model_error",
        lambda f: 400 <= f.status < 500,
        "{provider} refused the request: {said}",
        "open the hop for the whole request, or switch to another model",
    ),
    Row("model_error", lambda f: True, "{model} failed: {said}", "switch to another model"),
)


def _words(failure: Failure) -> dict[str, str]:
    """What messages are filled with; optional ones bring their own punctuation."""
    target = failure.target
    module = _NO_MODULE.search(failure.text)
    package = module[1] if module else ""
    wait = failure.retry_after
    return {
        "model": target.model,
        "provider": target.who,
        "base": target.base,
        "variable": f" in {target.variable}" if target.variable else "",
        "window": f" ({target.window:,} tokens)" if target.window else "",
        "host": failure.host or target.who,
        "said": "a web page" if is_html(failure.said) else failure.said,
        "status": f" ({failure.status})" if failure.status else "",
        "wait": "" if wait is None else f", try again in {wait:g} s",
        "package": _PACKAGES.get(package, package),
    }
