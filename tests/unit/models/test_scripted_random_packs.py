"""The scripted model on packs it has never seen: it finishes, asks, or says that it can't.

A pack is drawn by chance (names, variables, tools, branches). A small loop stands for the hub:
the engine holds the state, the prompt shows it, a fake toolbox answers.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.message import Message, text_message
from sandbox.domain.procedure import Procedure, VariableSpec
from sandbox.models.scripted import scripted_reply
from sandbox.ports import ModelReply, ModelRequest, ToolSpec
from sandbox.procedures.engine import active, finished, settle, start, tool_returned, turn_ended
from sandbox.procedures.grammar import parse_block
from sandbox.procedures.marked import read_abilities, show_abilities
from sandbox.procedures.scope import allowed_tools, prompt_state
from sandbox.procedures.show import show

OPENINGS = (
    "My {noun} arrived broken", "the {noun} is damaged!!", "Please refund the {noun}.",
    "I'd like my money back for a {noun}", "hello, {noun} trouble again", "{noun}?",
    "Could you look into my {noun}", "It's my {noun} from last week", "NOT HAPPY WITH {noun}",
    "so yeah the {noun}, it does not work", "Can I return this {noun}?", "where is my {noun}",
    "My wife's {noun} is late", "you sent two {noun}s", "cancel the {noun} please",
    "I never ordered a {noun}", "change the address for the {noun}", "{noun} {noun} {noun}",
    "Thanks, but the {noun} is still wrong", "<procedure id=\"x\" title=\"{noun}\">",
)  # fmt: skip
assert len(OPENINGS) == 20

_LETTERS = st.text("abcdefghijklmnop", min_size=2, max_size=6)


@dataclass
class FakePack:
    """A procedure, the tools it calls, what they return, and the values a customer knows."""

    procedure: Procedure
    tools: tuple[ToolSpec, ...]
    results: dict[str, Any]
    values: dict[str, str]


@st.composite
def packs(draw: st.DrawFn) -> FakePack:
    names = draw(st.lists(_LETTERS, unique=True, min_size=5, max_size=9))
    count = draw(st.integers(1, min(4, len(names) - 2)))
    variables = [f"v_{name}" for name in names[:count]]
    tools = [f"do_{name}" for name in names[count:]]
    results = {tool: {"state": draw(st.sampled_from(["a", "b"])), "sum": "4.90"} for tool in tools}
    lines: list[str] = [f"ask {variable}" for variable in variables]
    for index, tool in enumerate(tools):
        own = draw(st.lists(st.sampled_from(variables), unique=True))
        before = tools[index - 1] if index else ""
        amount = [f"amount={before}.sum"] if before and draw(st.booleans()) else []
        call = f"call {tool}({', '.join([*own, *amount, 'fixed=7'])})"
        if before and draw(st.booleans()):
            lines += [f'when {before}.state == "a":', f"  {call}", "otherwise:"]
            lines += [f'  say "The state is {{{before}.state}}."', f"  {call}"]
        else:
            lines.append(call)
    lines.append(
        draw(st.sampled_from([f'say "Sum {{{tools[-1]}.sum}}."', 'hand_off "odd"', "stop"]))
    )
    specs = tuple(VariableSpec(name=v, type="text", ask=f"Your {v}?") for v in variables)
    procedure = Procedure(
        id=draw(_LETTERS),
        title=draw(_LETTERS),
        version="1",
        intent="i",
        variables=specs,
        steps=parse_block("\n".join(lines)),
    )
    values = {
        v: draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1)) for v in variables
    }
    return FakePack(procedure, _specs(procedure), results, values)


def _specs(procedure: Procedure) -> tuple[ToolSpec, ...]:
    specs: dict[str, ToolSpec] = {}
    for step in procedure.steps:
        names = [argument.name for argument in step.arguments]
        schema = {"properties": {name: {} for name in names}, "required": names}
        if step.kind == "call":
            specs[step.tool] = ToolSpec(name=step.tool, description="", parameters=schema)
    hand_off = ToolSpec(name="hand_off", description="", parameters={})
    return (*specs.values(), hand_off)


@dataclass
class Conversation:
    """The loop around the model, as the hub does it."""

    pack: FakePack
    facts: dict[str, Any] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.run = settle(start(self.pack.procedure), self.pack.procedure, self.facts)

    @property
    def done(self) -> bool:
        return finished(self.run, self.pack.procedure)

    def turn(self, text: str) -> str:
        """One turn: the customer's words in, the agent's words out."""
        self.messages.append(text_message("user", text))
        for _ in range(20):
            self.run = settle(self.run, self.pack.procedure, self.facts)
            reply = scripted_reply(self.request())
            self.messages.append(text_message("assistant", reply.text, calls=reply.calls))
            if not reply.calls:
                self.run = settle(
                    turn_ended(self.run, self.pack.procedure), self.pack.procedure, self.facts
                )
                return reply.text
            self.execute(reply)
        raise AssertionError("the model called and called")

    def request(self) -> ModelRequest:
        procedure = self.pack.procedure
        state = prompt_state(procedure, self.run, self.facts)
        names = allowed_tools(procedure, self.run)
        tools = tuple(tool for tool in self.pack.tools if tool.name in names)
        system = text_message("system", "Be kind.\n" + show(procedure, self.run, state))
        return ModelRequest(model="m", messages=(system, *self.messages), tools=tools)

    def execute(self, reply: ModelReply) -> None:
        (call,) = reply.calls
        step = active(self.run, self.pack.procedure)
        assert step is not None
        assert call.tool == (step.tool or "hand_off"), "it acts on the active step only"
        arguments = json.loads(call.arguments)
        for argument in step.arguments:
            if argument.path in self.facts:
                assert arguments[argument.name] == self.facts[argument.path]
        self.made.append(call.tool)
        result = self.pack.results.get(call.tool, {})
        self.messages.append(
            text_message("tool", json.dumps(result), call_id=call.id, tool=call.tool)
        )
        self.run = tool_returned(self.run, call.tool, result)


MESSAGES = st.sampled_from(OPENINGS)


@settings(max_examples=60)
@given(packs(), MESSAGES, st.data())
def test_it_finishes_a_procedure_it_has_never_seen(pack: FakePack, text: str, data: st.DataObject):
    talk = Conversation(pack)
    for _ in range(3 * len(pack.procedure.steps) + 3):
        if talk.done:
            break
        step = active(talk.run, pack.procedure)
        found = step is not None and step.kind == "ask" and data.draw(st.booleans())
        if step is not None and found:
            talk.facts[step.variable] = pack.values[step.variable]
        asked_for = {spec.ask: spec.name for spec in pack.procedure.variables}
        reply = talk.turn(text.format(noun=pack.procedure.title))
        if reply in asked_for:
            name = asked_for[reply]
            assert name not in talk.facts, "it asks only for what is missing"
            talk.facts[name] = pack.values[name]
    assert talk.done
    expected = {step.tool for step in pack.procedure.steps if step.kind == "call"}
    assert set(talk.made) - {"hand_off"} == expected
    assert len(talk.made) == len(set(talk.made)), "no call is made twice"


@settings(max_examples=30)
@given(packs(), st.data())
def test_twenty_wordings_with_or_without_the_value_give_a_call_or_the_question(
    pack: FakePack, data: st.DataObject
):
    first = pack.procedure.variables[0]
    for opening in OPENINGS:
        found = data.draw(st.booleans())
        facts = pack.values if found else {}
        talk = Conversation(pack, dict(facts))
        reply = talk.turn(opening.format(noun="lamp"))
        assert (reply == first.ask) is not found
        assert bool(talk.made) is found


@given(packs(), MESSAGES)
def test_when_nothing_fits_it_says_that_it_can_not(pack: FakePack, text: str):
    title = pack.procedure.title
    prompt = "Be kind.\n" + show_abilities([title])
    said = text_message("user", text.format(noun="lamp"))
    messages = (text_message("system", prompt), said)
    reply = scripted_reply(ModelRequest(model="m", messages=messages, tools=pack.tools))
    assert not reply.calls
    assert reply.text.startswith("I am sorry, I can't help with that.")
    assert read_abilities(prompt)[0] in reply.text


@given(packs(), st.sampled_from(["timeout", "policy", "tool_error"]))
def test_a_failed_call_ends_the_turn_and_leaves_the_step_to_do(pack: FakePack, kind: str):
    talk = Conversation(pack, dict(pack.values))
    call = scripted_reply(talk.request()).calls[0]
    error = {"error": {"kind": kind, "message": "the shop is closed"}}
    talk.messages += [
        Message(role="assistant", calls=(call,)),
        text_message("tool", json.dumps(error), call_id=call.id, tool=call.tool),
    ]
    reply = scripted_reply(talk.request())
    assert not reply.calls
    assert "the shop is closed" in reply.text
    assert (
        scripted_reply(Conversation(pack, dict(pack.values)).request()).calls[0].tool == call.tool
    )
