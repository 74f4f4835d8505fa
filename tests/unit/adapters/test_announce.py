"""A live model call can be seen by the guard of a replay."""

import sys

from sandbox.adapters.announce import AnnouncedModel
from sandbox.domain.message import text_message
from sandbox.ports import ModelRequest
from tests.unit.hops.stand_ins import FakeModel, reply

REQUEST = ModelRequest(model="fake/x", messages=(text_message("user", "hi"),))
_heard: list[str] = []
sys.addaudithook(
    lambda event, args: _heard.append(args[0]) if event == "sandbox.model_call" else None
)


async def test_a_model_call_is_announced_before_it_is_made() -> None:
    _heard.clear()
    model = FakeModel([["a", reply("a")]])
    stream = AnnouncedModel(model).stream(REQUEST)
    assert (_heard, model.requests) == ([], [])
    items = [item async for item in stream]
    assert _heard == ["fake/x"]
    assert items[-1] == reply("a")
    assert model.requests == [REQUEST]
