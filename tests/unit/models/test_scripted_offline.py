"""The three offline models by name, and that they need nothing heavy."""

import subprocess
import sys

import pytest

from sandbox.domain.faults import Fault, FaultError, SandboxError
from sandbox.domain.message import text_message
from sandbox.domain.money import FREE
from sandbox.domain.tool import ToolCall
from sandbox.models.offline import OFFLINE, offline_model
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta

REQUEST = ModelRequest(model="m", messages=(text_message("user", "hi"),))


async def person(request: ModelRequest) -> ModelReply:
    return ModelReply(model="", text=f"You said {request.messages[-1].text}")


async def caller(_request: ModelRequest) -> ModelReply:
    return ModelReply(model="", calls=(ToolCall(position=0, id="c", tool="t", arguments="{}"),))


async def nobody(_request: ModelRequest) -> ModelReply:
    raise FaultError(Fault(kind="cancelled", message="nobody answered"))


async def items_of(model: Model) -> list[TextDelta | ModelReply]:
    return [item async for item in model.stream(REQUEST)]


@pytest.mark.parametrize("name", OFFLINE)
async def test_each_ends_its_stream_with_a_free_reply_in_its_own_name(name: str):
    reply = (await items_of(offline_model(name, seed=1, ask=person)))[-1]
    assert isinstance(reply, ModelReply)
    assert (reply.model, reply.cost) == (name, FREE)
    assert reply.usage.input > 0


async def test_the_human_model_gives_what_the_person_typed():
    delta, reply = await items_of(offline_model("sandbox/human", ask=person))
    assert delta == TextDelta(text="You said hi")
    assert isinstance(reply, ModelReply)
    assert (reply.text, reply.finish) == ("You said hi", "stop")


async def test_a_person_may_call_a_tool():
    (reply,) = await items_of(offline_model("sandbox/human", ask=caller))
    assert isinstance(reply, ModelReply)
    assert reply.finish == "tool_calls"


async def test_a_person_who_does_not_answer_is_a_fault():
    with pytest.raises(FaultError):
        await items_of(offline_model("sandbox/human", ask=nobody))


@pytest.mark.parametrize("name", ["sandbox/human", "sandbox/other", "gpt"])
def test_a_model_that_can_not_be_made_is_said_in_one_line(name: str):
    with pytest.raises(SandboxError) as caught:
        offline_model(name)
    assert caught.value.code == 2
    assert caught.value.hint


def test_offline_models_load_nothing_heavy():
    heavy = ("litellm", "openai", "textual", "sqlite_utils", "jinja2", "httpx")
    code = (
        "import sys, sandbox.models.offline;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
