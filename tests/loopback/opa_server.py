"""An OPA server as its REST API documents it: `POST /v1/data/PATH` over real Rego."""

from collections.abc import Mapping
from typing import Any

from sandbox.policy.rego import RegoPolicy
from tests.loopback.http import Answer, Received, Server


class OpaRestServer(Server):
    """Serves `decisions` of some rules at `/v1/data/policy/decisions`; the rest is undefined.

    `broken` answers otherwise: "html", "500", "not-a-list", "malformed", "drop", "slow" or
    "redirect".
    """

    PATH = "/v1/data/policy/decisions"

    def __init__(self, files: Mapping[str, str], data: Mapping[str, Any], broken: str = "") -> None:
        super().__init__()
        self._rules, self._data, self.broken = dict(files), dict(data), broken

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.PATH}"

    async def answer(self, received: Received, answer: Answer) -> None:
        match self.broken:
            case "html":
                await answer.whole(200, "<html>a proxy's page</html>")
            case "500":
                error = {"code": "internal_error", "message": "evaluation failed"}
                await answer.whole(500, error)
            case "not-a-list":
                await answer.whole(200, {"result": {"allow": True}})
            case "malformed":
                await answer.whole(200, {"result": [{"verdict": "maybe", "rule": "x"}]})
            case "drop":
                answer.abort()
            case "slow":
                await answer.hang()
            case "redirect":
                await answer.whole(302, "<html></html>", {"location": self.url})
            case _:
                await self._documented(received, answer)

    async def _documented(self, request: Received, answer: Answer) -> None:
        if request.method != "POST" or not request.path.startswith("/v1/data/"):
            error = {"code": "resource_not_found", "message": "no such resource"}
            await answer.whole(404, error)
        elif set(request.body) != {"input"} or "json" not in request.headers["content-type"]:
            error = {"code": "invalid_parameter", "message": "body is not {input}"}
            await answer.whole(400, error)
        elif request.path != self.PATH:
            await answer.whole(200, {})  # undefined: no result
        else:
            rules = RegoPolicy.compile(self._rules, self._data)
            found = rules.decide_all(request.body["input"])
            await answer.whole(200, {"result": [one.model_dump() for one in found]})
