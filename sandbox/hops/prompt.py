"""prompt: renders the versioned template and puts the request together."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.foreign_text import rule
from sandbox.domain.hop import Passage, PromptOutput, PromptPart
from sandbox.domain.message import Message, text_message
from sandbox.domain.procedure import Procedure
from sandbox.domain.tokens import estimate_tokens, message_tokens, tool_tokens
from sandbox.domain.tool import ToolContract
from sandbox.hops.clarify import question
from sandbox.hops.context import VERBATIM_TURNS
from sandbox.hops.reach import in_reach
from sandbox.hops.window import history_of, summary_of, told_by_engine, turn_messages
from sandbox.log.by_identity import ByIdentity
from sandbox.log.canonical import canonical, digest_of_text
from sandbox.log.fold import Session
from sandbox.log.items import text_of
from sandbox.pack.pack import Pack
from sandbox.ports import ModelRequest, ToolSpec
from sandbox.procedures import engine
from sandbox.procedures.scope import allowed_tools as reachable_tools
from sandbox.procedures.scope import prompt_state
from sandbox.procedures.show import show
from sandbox.prompting.render import render
from sandbox.prompting.spotlight import harmless, spotlight

TEMPLATE = "agent"
_FOR_MENDING = frozenset(("x-synonyms", "x-choices"))


@dataclass(frozen=True)
class Situation:
    """What the prompt is made from: session, procedure under way, passages, world time.

    `asks`: the intents to ask about; only where no procedure is unfinished. `waiting`: where
    procedures wait that were left for another wish. `mark`: what free text of tool results stands
    between, "" to leave it bare.
    """

    session: Session
    pack: Pack
    run: engine.Run | None
    passages: tuple[Passage, ...]
    now: str
    asks: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    mark: str = ""


def prompt(situation: Situation, model: str) -> tuple[PromptOutput, ModelRequest]:
    """The request for `model`, and what fills its window.

    Raises `SandboxError` when the template is missing or broken.
    """
    pack, run = situation.pack, situation.run
    template = pack.templates.get(TEMPLATE)
    if template is None:
        raise SandboxError(
            f"pack {pack.name} has no prompt {TEMPLATE}.md.j2",
            f"add it to prompts/{pack.name}/",
        )
    procedure = pack.procedures.get(run.procedure) if run else None
    if situation.asks:
        procedure, run = question(situation.asks, pack)
    shown = _shown(situation, procedure, run)
    values = _values(situation, procedure, shown)
    system = render(template, values)
    turns = situation.session.turns
    history = history_of(turns[-VERBATIM_TURNS - 1 : -1])
    current = turn_messages(turns[-1])
    if situation.mark:
        ours = frozenset[str]().union(*map(told_by_engine, turns[-VERBATIM_TURNS - 1 :]))
        marked = _shown_to_be_others(situation.mark)
        history = [one if one.call_id in ours else marked(one) for one in history]
        current = tuple(one if one.call_id in ours else marked(one) for one in current)
        if any(message.role == "tool" for message in (*history, *current)):
            system = f"{system}\n\n{rule(situation.mark)}"
    intent = situation.session.variables.get("intent")
    wanted = str(intent.value) if intent else ""
    tools = in_reach(
        allowed_tools(pack, run, procedure), pack.intents, wanted, procedure.id if procedure else ""
    )
    request = ModelRequest(
        model=model,
        messages=(text_message("system", system), *history, *current),
        tools=tuple(_spec_of(tool) for tool in tools),
        settings=dict(pack.settings),
    )
    step = engine.active(run, procedure) if run and procedure else None
    output = PromptOutput(
        template=template.id,
        version=template.version,
        digest=template.digest,
        request=_digest_of(request),
        parts=_parts(request, system, values, shown, history, current),
        tools=tuple(tool.name for tool in tools),
        step=step.source if step else "",
        procedure=procedure.id if procedure else "",
        moves=situation.run.moves if situation.run else (),
        waiting=situation.waiting,
        newest=template.newest,
    )
    return output, request


@lru_cache(maxsize=64)
def _shown_to_be_others(mark: str) -> ByIdentity[Message, Message]:
    """Marks a tool's message; of one that stays the same always the same object."""

    def marked(message: Message) -> Message:
        if message.role != "tool":
            return message
        text = canonical(spotlight(json.loads(message.text), mark))
        return text_message("tool", text, call_id=message.call_id, tool=message.tool)

    return ByIdentity(marked)


def allowed_tools(
    pack: Pack, run: engine.Run | None, procedure: Procedure | None
) -> tuple[ToolContract, ...]:
    """Every read, the procedure's own tools, and handing over to a person; by name."""
    own = set(reachable_tools(procedure, run)) if procedure and run else set[str]()
    return tuple(
        contract
        for name, contract in sorted(pack.contracts.items())
        if not contract.writes or name in own or name == "hand_off"
    )


def facts_of(session: Session) -> dict[str, JSON]:
    """The session's variables by name; a run knows its own results."""
    return {name: variable.value for name, variable in session.variables.items()}


def _shown(situation: Situation, procedure: Procedure | None, run: engine.Run | None) -> str:
    """The procedure's block, or the bare state where no procedure is under way."""
    facts = facts_of(situation.session)
    if run and procedure:
        state = prompt_state(procedure, run, facts)
        return show(procedure, run, dict(sorted(state.items())))
    # Angle brackets are escaped, so that no value can close the block.
    state = canonical(facts).replace("<", "\\u003c").replace(">", "\\u003e")
    return f"<state>\n{state}\n</state>"


def _guidance(situation: Situation, procedure: Procedure | None) -> str:
    """The procedure's prose, and that of the one whose steps it does right now."""
    if procedure is None:
        return ""
    step = engine.active(situation.run, procedure) if situation.run else None
    inner = situation.pack.procedures.get(step.of) if step and step.of else None
    parts = [procedure.guidance, inner.guidance if inner else ""]
    return "\n\n".join(part for part in parts if part)


def _values(situation: Situation, procedure: Procedure | None, shown: str) -> dict[str, JSON]:
    pack, session = situation.pack, situation.session
    block, _, state = shown.partition("<state>")
    return {
        "pack": {"title": pack.title, "greeting": pack.greeting},
        "now": situation.now,
        "principal": session.principal.model_dump(),
        "abilities": [intent.title for intent in pack.intents],
        "guidance": _guidance(situation, procedure),
        "procedure": block.rstrip("\n"),
        "state": f"<state>{state}".rstrip("\n"),
        "passages": [_harmless(p) for p in situation.passages if p.used],
        "summary": harmless_lines(summary_of(session.turns[: -VERBATIM_TURNS - 1])),
        "tools": sorted(pack.contracts),
    }


def harmless_lines(summary: str) -> str:
    """As `harmless` of the whole: each line begins with a number or "(", so no tag spans two."""
    return "\n".join(map(_harmless_line, summary.split("\n")))


_harmless_line: Final = lru_cache(maxsize=2_048)(harmless)
"""All lines but one stood in the request before."""


def _harmless(passage: Passage) -> dict[str, JSON]:
    """A passage whose words can't end its block."""
    data = passage.model_dump()
    return {k: harmless(v) if isinstance(v, str) else v for k, v in data.items()}


def _spec(contract: ToolContract) -> ToolSpec:
    return ToolSpec(
        name=contract.name, description=contract.description, parameters=_plain(contract.arguments)
    )


_spec_of: Final = ByIdentity(_spec)
"""One object for each tool of a pack, so that what is derived from it is derived once."""


def _digest_of(request: ModelRequest) -> str:
    """The digest of the whole request, put together from texts of parts that stay the same."""
    system, *rest = request.messages
    # Only the first message is new each time.
    messages = ",".join([canonical(system.model_dump(mode="json")), *map(text_of, rest)])
    tools = ",".join(text_of(tool) for tool in request.tools)
    model, settings = canonical(request.model), canonical(request.settings)
    return digest_of_text(
        f'{{"messages":[{messages}],"model":{model},"settings":{settings},"tools":[{tools}]}}'
    )


def _plain(schema: dict[str, JSON]) -> dict[str, JSON]:
    """The schema without our own words: they are for mending, and cost tokens."""
    return {
        key: _plain(value) if isinstance(value, dict) else value
        for key, value in schema.items()
        if key not in _FOR_MENDING
    }


def _parts(
    request: ModelRequest,
    system: str,
    values: Mapping[str, JSON],
    shown: str,
    history: Sequence[Message],
    current: Sequence[Message],
) -> tuple[PromptPart, ...]:
    """What fills the window, in the order of the request; together they are all of it."""
    inside = {
        "procedure and state": _tokens(shown),
        "passages": _tokens(_passages_of(values, system)),
        "older turns, summarised": _tokens(str(values["summary"])),
    }
    tools = sum(map(_tokens_of, request.tools))
    sizes = {
        "instructions": max(0, _tokens(system) - sum(inside.values())),
        **inside,
        "earlier turns, verbatim": _message_tokens(history),
        "this turn": _message_tokens(current),
        "tools": tools,
    }
    return tuple(PromptPart(name=name, tokens=size) for name, size in sizes.items() if size)


def _passages_of(values: Mapping[str, JSON], system: str) -> str:
    """The passages as they stand in the prompt; "" where the template shows none."""
    passages = values["passages"]
    # A template may leave them out: what is not in the prompt fills no window.
    texts = [one["text"] for one in passages if isinstance(one, dict)] if passages else []  # pyright: ignore
    return "\n".join(str(text) for text in texts if str(text)[:40] in system)


def _tokens(text: str) -> int:
    """Of a long text: no token goes over the end of a line, and most lines were met before."""
    return sum(map(estimate_tokens, text.split("\n")))


def _message_tokens(messages: Iterable[Message]) -> int:
    return sum(message_tokens(m.text, ((c.tool, c.arguments) for c in m.calls)) for m in messages)


_tokens_of: Final = ByIdentity[ToolSpec, int](
    lambda tool: tool_tokens(tool.name, tool.description, tool.parameters)
)
