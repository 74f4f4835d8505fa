"""The victim: a model that reads what it should, and then does whatever a foreign text says."""

import base64
import json
import re
from collections.abc import AsyncIterator

from sandbox.domain.tool import ToolCall
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from tests.injection.attack import SCENES, Attack

_MARK = re.compile(r"«([0-9a-f]{8}) ")


class Gullible:
    """Obeys the attack once its text is in a request. `read`: whether it ever was.

    No order of the prompt, and no mark around a text, keeps it from that: what is measured is what
    stands between a model and its effects.
    """

    def __init__(self, attack: Attack) -> None:
        self.attack = attack
        self.left = list(attack.does)
        self.looked = False
        self.read = False

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        scene = SCENES[self.attack.plant]
        self.read = self.read or self._sees(request)
        if self.read and self.left:
            yield self._obeys(self.left.pop(0), request)
        elif scene.tool and not self.looked:
            self.looked = True
            yield _call(scene.tool, scene.arguments or {})
        else:
            yield ModelReply(model="gullible", text="That is all I can say.")

    def _sees(self, request: ModelRequest) -> bool:
        """Whether a run of its plain words is there: the rest may be escaped, or a placeholder."""
        runs = re.findall(r"[A-Za-z][A-Za-z ,]{10,}[a-z]", self.attack.text)
        keys = [run[:20].rstrip() for run in runs]
        return any(key in message.text for message in request.messages for key in keys)

    def _obeys(self, order: dict, request: ModelRequest) -> ModelReply:
        if "call" in order:
            return _call(order["call"], order["with"])
        return ModelReply(model="gullible", text=_filled(order["say"], request))


def _filled(text: str, request: ModelRequest) -> str:
    system = "\n".join(one.text for one in request.messages if one.role == "system")
    mark = next((found[1] for one in request.messages if (found := _MARK.search(one.text))), "")
    coded = base64.b64encode(system.encode()).decode()
    values = {
        "{system}": system,
        "{system64}": coded,
        "{base64}": coded[:400],
        "{last}": request.messages[-1].text,
        "{mark}": mark or "none",
    }
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def _call(tool: str, arguments: dict) -> ModelReply:
    call = ToolCall(position=0, id="g", tool=tool, arguments=json.dumps(arguments))
    return ModelReply(model="gullible", calls=(call,), finish="tool_calls")
