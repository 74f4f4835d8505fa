"""What a hop that is stopped at has to work on, or what came of it, as tabs of the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.domain.hop import (
    HopOutput,
    ParseOutput,
    PromptOutput,
    RepairOutput,
    RetrieveOutput,
    RouteOutput,
    ValidateOutput,
)
from sandbox.log.calls import as_json
from sandbox.log.event import ModelResponded
from sandbox.tui.feed.view import Facts, Section, Tab, Tree, Words

if TYPE_CHECKING:
    from sandbox.domain.step import Stop
    from sandbox.log.fold import Hop, Session, Turn


def stop_tab(session: Session, stop: Stop) -> Tab:
    """`Input` before a hop, `Output` after it."""
    if stop.spot.place == "after":
        return Tab("Output", lambda: (Tree(stop.value, _output_title(stop)),))
    return Tab("Input", lambda: _input(session, stop))


def _output_title(stop: Stop) -> str:
    titles = {"result": "The result, as the model will see it", "reply": "The model's reply"}
    return titles.get(stop.editable, "What came of it")


def _input(session: Session, stop: Stop) -> tuple[Section, ...]:
    if stop.editable == "arguments":
        return (Tree(stop.value, "The call runs with these arguments"),)
    if stop.value is not None:
        return (Tree(stop.value, "The request that is about to go out"),)
    hop = session.hop(stop.spot.hop)
    if hop is None:
        return ()
    return tuple(_given(session, session.turns[hop.turn - 1], hop))


def _given(session: Session, turn: Turn, hop: Hop) -> list[Section]:  # noqa: PLR0911 (a case a hop)
    before = [one.output for one in turn.hops[: hop.number - 1] if one.output is not None]
    match hop.name:
        case "redact":
            return [Words("The customer's words, as they stand in the chat, not masked yet.")]
        case "context":
            return [Words(turn.asked, title="Said"), _variables(session)]
        case "route" | "retrieve":
            return [Words(turn.asked, title="Said"), _variables(session), *_route(before)]
        case "prompt":
            return [_variables(session), *_route(before), *_passages(before), *_step(before)]
        case "parse":
            return _reply(turn)
        case "validate":
            return [Tree(_written(turn, hop), "The call as it is judged")]
        case "repair":
            return _wrong(turn, hop)
        case "policy":
            judged = _judged(turn, hop)
            return [Tree(judged.arguments, f"The call of {judged.tool}")] if judged else []
        case "respond":
            return [Words(_last_text(before), title="The model's reply, before it is checked")]
        case _:
            return []


def _variables(session: Session) -> Section:
    rows: list[tuple[str, Any]] = [(one.name, one.value) for one in session.variables.values()]
    if not rows:
        return Words("Nothing is known yet.", "dim", title="Variables")
    return Facts(tuple(rows), "Variables")


def _route(before: list[HopOutput]) -> list[Section]:
    found = [one for one in before if isinstance(one, RouteOutput)]
    if not found:
        return []
    route = found[-1]
    rows = (("does", route.action), ("procedure", route.procedure or "–"), ("why", route.reason))
    return [Facts(rows, "Route")]


def _passages(before: list[HopOutput]) -> list[Section]:
    used = [
        passage
        for one in before
        if isinstance(one, RetrieveOutput)
        for passage in one.passages
        if passage.used
    ]
    return [Facts(tuple((one.id, one.title) for one in used), "Passages")] if used else []


def _step(before: list[HopOutput]) -> list[Section]:
    found = [one for one in before if isinstance(one, PromptOutput)]
    return [Words(found[-1].step, title="The step that was shown last")] if found else []


def _reply(turn: Turn) -> list[Section]:
    replies = [event for event in turn.responses if event.fault is None]
    if not replies:
        return []
    reply: ModelResponded = replies[-1]
    calls = [{"tool": one.tool, "arguments": as_json(one.arguments)} for one in reply.calls]
    sections: list[Section] = [Words(reply.text, title="Text")] if reply.text else []
    return [*sections, Tree(calls, "Calls")] if calls else sections


def _written(turn: Turn, hop: Hop) -> Any:
    """What a person, a mend or the model made of the arguments, the latest first."""
    for one in reversed(turn.hops[: hop.number - 1]):
        if one.call != hop.call and not isinstance(one.output, ParseOutput):
            continue
        match one.output:
            case RepairOutput(verdict="repaired", arguments=arguments):
                return arguments
            case ParseOutput(calls=calls):
                found = [call for call in calls if call.position == hop.call]
                return as_json(found[0].arguments) if found else None
            case _:
                for event in reversed(one.events):
                    if getattr(event, "what", "") == "arguments":
                        return getattr(event, "after", None)
    return None


def _judged(turn: Turn, hop: Hop) -> ValidateOutput | None:
    found = [
        one.output
        for one in turn.hops[: hop.number - 1]
        if one.call == hop.call and isinstance(one.output, ValidateOutput)
    ]
    return found[-1] if found else None


def _wrong(turn: Turn, hop: Hop) -> list[Section]:
    judged = _judged(turn, hop)
    if judged is None:
        return []
    rows = tuple((one.pointer or "the call", f"{one.expected}; got {one.got}")
                 for one in judged.problems)  # fmt: skip
    return [Facts(rows, "What is wrong"), Tree(judged.arguments, f"The call of {judged.tool}")]


def _last_text(before: list[HopOutput]) -> str:
    found = [one.text for one in before if isinstance(one, ParseOutput)]
    return found[-1] if found else ""
