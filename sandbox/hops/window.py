"""The conversation as messages for a model, folded from the log's hops."""

import itertools
from collections.abc import Iterable, Iterator

from sandbox.domain.base import JSON
from sandbox.domain.hop import (
    ExecuteOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    RouteOutput,
    ValidateOutput,
)
from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import Ok, ToolCall
from sandbox.log.codec import canonical
from sandbox.log.fold import Hop, Turn

_NO_RESULT = "not run"


def turn_messages(turn: Turn) -> list[Message]:
    """One turn: the customer's words, each round of calls with results, and the reply."""
    messages = [text_message("user", turn.asked or "(no text)")]
    for parsed, rest in _rounds(turn.hops):
        if parsed.unreadable and not parsed.calls:
            messages += _unread(parsed)
        elif parsed.calls:
            calls = tuple(_with_own_id(call, turn, rest[0].number) for call in parsed.calls)
            messages.append(text_message("assistant", parsed.text, calls=calls))
            for call, own in zip(parsed.calls, calls, strict=True):
                text = canonical(result_of(call.position, rest))
                messages.append(text_message("tool", text, call_id=own.id, tool=call.tool))
    if turn.reply:
        messages.append(text_message("assistant", turn.reply))
    return messages


def result_of(position: int, hops: Iterable[Hop]) -> JSON:
    """What the model is told of the call at `position`: its result, or why there is none."""
    told: JSON = _error("internal", _NO_RESULT)
    for hop in hops:
        if hop.call == position:
            told = _told_by(hop, told)
    return told


def summary_of(turns: Iterable[Turn]) -> str:
    """Older turns, a line each, made without a model."""
    return "\n".join(_summary_line(turn) for turn in turns)


def _rounds(hops: list[Hop]) -> Iterator[tuple[ParseOutput, list[Hop]]]:
    """Each parsed reply with the hops from its parse up to the next prompt."""
    starts = [i for i, hop in enumerate(hops) if isinstance(hop.output, ParseOutput)]
    for start, end in itertools.pairwise([*starts, len(hops)]):
        parsed = hops[start].output
        assert isinstance(parsed, ParseOutput)
        yield parsed, hops[start:end]


def _unread(parsed: ParseOutput) -> list[Message]:
    problem = parsed.unreadable[0]
    told = f"Your last message could not be read as a call. Expected {problem.expected}."
    return [
        text_message("assistant", parsed.text or problem.got),
        text_message("user", f"(to the agent, not from the customer) {told}"),
    ]


def _with_own_id(call: ToolCall, turn: Turn, hop: int) -> ToolCall:
    # Models reuse call ids; ours is unique in the session by turn, hop and position.
    return call.model_copy(update={"id": f"call_{turn.number}_{hop}_{call.position}"})


def _told_by(hop: Hop, before: JSON) -> JSON:
    match hop.output:
        case ExecuteOutput(outcome=Ok(result=result)):
            return {} if result is None else result
        case ExecuteOutput(outcome=other):
            fault = getattr(other, "fault", None)
            return _error(fault.kind, fault.message) if fault else before
        case PolicyOutput(decision=decision, approval=approval) if not hop.output.go:
            reason = approval.reason if approval and approval.reason else decision.reason
            return _error("policy", reason or f"not allowed by {decision.rule}")
        case RepairOutput(verdict="ask_model" | "gave_up", message=message):
            return _error("bad_arguments", message)
        case ValidateOutput(problems=problems) if problems:
            return _error("bad_arguments", problems[0].expected)
        case _:
            return _error(hop.fault.kind, hop.fault.message) if hop.fault else before


def _error(kind: str, message: str) -> JSON:
    return {"error": {"kind": kind, "message": message}}


def _summary_line(turn: Turn) -> str:
    intent = next(
        (hop.output.intent for hop in turn.hops if isinstance(hop.output, RouteOutput)), ""
    )
    about = f" [{intent}]" if intent else ""
    return f"{turn.number}.{about} customer: {_short(turn.asked)} agent: {_short(turn.reply)}"


def _short(text: str, longest: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
