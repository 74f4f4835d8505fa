"""A remote OPA server that decides in place of the pack's own rules.

By OPA's REST API: `POST /v1/data/PATH` with `{"input": …}`, 200 with `{"result": …}`, and no
`result` where the document is undefined. It has the shape of `decisions` in a pack's rules.
"""

import asyncio
import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Decision
from sandbox.policy.decision import by_severity, denied, most_severe, read_decision
from sandbox.policy.errors import PolicyError

LARGEST = 1_000_000
"""Bytes of an answer that are read."""


class OpaServer:
    """Implements `ports.RemoteDecide`. Redirects are not followed, proxies not used.

    `timeout` in seconds is for the whole of one decision. What goes wrong is a deny that says what.
    """

    def __init__(self, url: str, timeout: float) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout

    async def decide(self, document: Mapping[str, JSON]) -> Decision:
        """The most severe decision of the server; never raises but when it is cancelled."""
        body = json.dumps({"input": document}, allow_nan=False).encode()
        try:
            # In a thread, so that the screen goes on; on a time-out it ends with its own socket's.
            asked = asyncio.to_thread(self._post, body)
            return most_severe(_read(*await asyncio.wait_for(asked, self._timeout)))
        except TimeoutError:
            return denied(_wrong(f"did not answer within {self._timeout:g} s"))
        except PolicyError as error:
            return denied(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            what = getattr(error, "strerror", "") or type(error).__name__
            return denied(_wrong(f"can't be reached: {what}"))

    def _post(self, body: bytes) -> tuple[int, bytes]:
        url = self._url
        kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
        connection = kinds[url.scheme](url.hostname or "", url.port, timeout=self._timeout)
        try:
            path = url.path + (f"?{url.query}" if url.query else "")
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read(LARGEST + 1)
        finally:
            connection.close()


def _read(status: int, body: bytes) -> tuple[Decision, ...]:
    """Raises `PolicyError` for everything that is not a list of decisions."""
    if len(body) > LARGEST:
        raise _wrong("answered with more than 1 MB")
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise _wrong(f"answered {status} with something that is no JSON") from None
    if status != 200:
        said = answer.get("message") if isinstance(answer, dict) else None
        raise _wrong(f"answered {status}{f': {said[:200]}' if isinstance(said, str) else ''}")
    if not isinstance(answer, dict) or "result" not in answer:
        raise _wrong("has nothing at this path; is it that of `decisions`?")
    result = answer["result"]
    if not isinstance(result, list):
        raise _wrong("answered with no list of decisions")
    return by_severity(read_decision(item) for item in result)


def _wrong(what: str) -> PolicyError:
    return PolicyError("", 0, f"the OPA server {what}")
