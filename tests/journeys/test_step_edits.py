"""What a person leaves at a stop runs as it stands: no placeholder is put back twice."""

import json
from collections.abc import AsyncIterator, Callable
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.cli.step import Decision, act_of
from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.step import StepAct, Stop
from sandbox.domain.tool import ToolCall, ToolContract
from sandbox.hops.execute import Execution
from sandbox.hub.by_hand import for_tools, put_back
from sandbox.hub.executing import Executor
from sandbox.hub.live import LiveSession
from sandbox.hub.masking import mask_for, new_vault
from sandbox.log.event import StepActed
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]
MAIL = "zelda.q@nowhere-x.org"
SAID = f"My mail is {MAIL}. Please note down: [EMAIL_1] please"
NOTED = {
    "reason": "asked for a person",
    "summary": "Customer says: [LITERAL_1], write to [EMAIL_1]",
}
HANDOFF = {"reason": "asked for a person", "summary": "Wants a person today"}


class Caller:
    """A model that makes one call, then says that it is done."""

    def __init__(self, tool: str, arguments: dict[str, str]) -> None:
        self._call = ToolCall(position=0, id="c0", tool=tool, arguments=json.dumps(arguments))

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        if any(message.role == "tool" for message in request.messages):
            yield ModelReply(model="caller", text="Done.")
        else:
            yield ModelReply(model="caller", calls=(self._call,), finish="tool_calls")


async def _edited(live: LiveSession, tool: str, said: dict[str, str], found: Decision) -> Stop:
    """A turn whose call is changed as a decision of a file changes it."""
    stops: list[Stop] = []

    async def person(stop: Stop) -> StepAct:
        stops.append(stop)
        return act_of(found, stop, "me", live.parts.mask.restore)

    live.parts.model_for = lambda name: Caller(tool, said)
    live.parts.breaks.person = person
    live.parts.breaks.arm(f"tool:{tool} once")
    await live.send(SAID)
    return stops[0]


@pytest.mark.parametrize(
    "found",
    [
        Decision(action="edit", set={"reason": "wants a person"}),
        Decision(action="edit", value=NOTED),
    ],
    ids=["left", "given"],
)
async def test_a_placeholder_that_a_customer_typed_is_nobodys_value_in_an_edited_call(
    start: Start, settings: Settings, found: Decision
) -> None:
    live = start(customer="C-0001")
    attempted: list[JSON] = []
    run = Executor.execution

    def execution(self: Executor, contract: ToolContract, real: dict[str, JSON], *more: int,
                  **how: bool) -> Execution:  # fmt: skip
        attempted.append(real["summary"])
        return run(self, contract, real, *more, **how)

    with patch.object(Executor, "execution", execution):
        await _edited(live, "hand_off", NOTED, found)
    assert attempted == [f"Customer says: [LITERAL_1], write to {MAIL}"] * 2
    turn = live.session.turns[-1]
    (act,) = [e for hop in turn.hops for e in hop.events if isinstance(e, StepActed)]
    assert act.after["summary"] == NOTED["summary"]
    ran = [h.output for h in turn.hops if isinstance(h.output, ExecuteOutput)]
    assert ran[-1].packet is not None
    assert ran[-1].packet.own_words == NOTED["summary"]
    await replays(live, settings)


async def test_an_edited_handoff_has_its_packet_once(start: Start, settings: Settings) -> None:
    live = start(customer="C-0001")
    found = Decision(action="edit", set={"reason": "wants a person"})
    stop = await _edited(live, "hand_off", HANDOFF, found)
    assert stop.value == HANDOFF
    turn = live.session.turns[-1]
    (act,) = [e for hop in turn.hops for e in hop.events if isinstance(e, StepActed)]
    assert act.after == {**HANDOFF, "reason": "wants a person"}
    packets = [h.output.packet for h in turn.hops if isinstance(h.output, ExecuteOutput)]
    assert packets[-1] is not None
    assert packets[-1].own_words == HANDOFF["summary"]
    comments = [c for c in turn.changes if c.table == "ticket_comments"]
    assert str(comments[-1].after["body"]).count("HANDOFF:") == 1  # pyright: ignore
    await replays(live, settings)


TEXTS = st.lists(
    st.sampled_from(["[EMAIL_1]", "[LITERAL_1]", "[LITERAL_2]", "[EMAIL_7]", "[", "a", " "])
).map("".join)
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(value=VALUES)
def test_a_screens_values_without_literals_are_those_of_the_tools(pack: Pack, value: JSON) -> None:
    mask = mask_for(new_vault(pack), pack)
    mask.redact(SAID, 1)
    assert for_tools(lambda one: mask.restore(one, literals=True))(value) == mask.restore(value)


@given(shown=VALUES)
def test_what_is_left_as_it_was_shown_is_not_restored_again(shown: JSON) -> None:
    def never(value: JSON) -> JSON:
        raise AssertionError(value)

    assert put_back(shown, shown, never) == shown
