"""The conversation as messages for a model, folded from the log's hops."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import (
    ExecuteOutput,
    HopOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    RouteOutput,
    ValidateOutput,
)
from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import Failed, Ok, Skipped, ToolCall, Unknown
from sandbox.domain.verdict import Approval
from sandbox.log.by_identity import ByIdentity
from sandbox.log.canonical import canonical
from sandbox.log.fold import Hop, Turn

MOST_SUMMARISED: Final = 30
"""Lines of the summary, which are then as long as the instructions."""
RESULTS_TURNS: Final = 1
"""Earlier turns whose calls and results are sent again."""
_LEFT_OUT: Final = 10
_NO_RESULT = "not run"
_NOT_KNOWN = "it was begun, and how it ended is not known"


def turn_messages(turn: Turn) -> tuple[Message, ...]:
    """One turn: the customer's words, each round of calls with results, and the reply.

    Of a turn that is over always the same objects, for nothing in it can change any more.
    """
    return _messages_of_finished(turn) if turn.finished is not None else _messages(turn)


def _messages(turn: Turn) -> tuple[Message, ...]:
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
            if parsed.unreadable:
                messages.append(_note("One more call could not be read", parsed))
    if turn.reply:
        messages.append(text_message("assistant", turn.reply))
    return tuple(messages)


_messages_of_finished: Final = ByIdentity(_messages)


def history_of(turns: Sequence[Turn]) -> list[Message]:
    """Earlier turns: what was said in all of them, calls and results in the last ones only.

    What an older result told is in the variables; a row that has changed since is better read anew.
    """
    spoken, whole = turns[:-RESULTS_TURNS], turns[-RESULTS_TURNS:]
    return [
        *(one for turn in spoken for one in turn_messages(turn) if not _is_round(one)),
        *(one for turn in whole for one in turn_messages(turn)),
    ]


def _is_round(message: Message) -> bool:
    return bool(message.calls) or message.role == "tool"


def result_of(position: int, hops: Iterable[Hop]) -> JSON:
    """What the model is told of the call at `position`: its result, or why there is none."""
    told: JSON = _error("internal", _NO_RESULT)
    for hop in hops:
        if hop.call == position:
            told = _told_by(hop, told)
    return told


def told_by_engine(turn: Turn) -> frozenset[str]:
    """Ids of the calls whose answer is the engine's own words, because no service was asked."""
    return _told_in_finished(turn) if turn.finished is not None else _told_in(turn)


def _told_in(turn: Turn) -> frozenset[str]:
    return frozenset(
        _with_own_id(call, turn, rest[0].number).id
        for parsed, rest in _rounds(turn.hops)
        for call in parsed.calls
        if not any(
            hop.call == call.position and isinstance(hop.output, ExecuteOutput) for hop in rest
        )
    )


_told_in_finished: Final = ByIdentity(_told_in)


def summary_of(turns: Sequence[Turn]) -> str:
    """Older turns, a line each, made without a model; of many only the last, or a turn's cost
    would grow with the session for ever. What matters of the rest is in the variables.
    """
    # Several at a time, so that the text begins the same for some turns, also for a model's cache.
    left_out = max(0, -(-(len(turns) - MOST_SUMMARISED) // _LEFT_OUT) * _LEFT_OUT)
    first = [f"(the {left_out} turns before these are left out)"] if left_out else []
    return "\n".join([*first, *(_line_of(turn) for turn in turns[left_out:])])


def _rounds(hops: list[Hop]) -> Iterator[tuple[ParseOutput, list[Hop]]]:
    """Each parsed reply with the hops from its parse up to the next prompt."""
    starts = [i for i, hop in enumerate(hops) if isinstance(hop.output, ParseOutput)]
    for start, end in itertools.pairwise([*starts, len(hops)]):
        parsed = hops[start].output
        assert isinstance(parsed, ParseOutput)
        yield parsed, hops[start:end]


def _unread(parsed: ParseOutput) -> list[Message]:
    return [
        text_message("assistant", parsed.text or parsed.unreadable[0].got),
        _note("Your last message could not be read as a call", parsed),
    ]


def _note(what: str, parsed: ParseOutput) -> Message:
    told = f"{what}. Expected {parsed.unreadable[0].expected}."
    return text_message("user", f"(to the agent, not from the customer) {told}")


def _with_own_id(call: ToolCall, turn: Turn, hop: int) -> ToolCall:
    # Models reuse call ids; ours is unique in the session by turn, hop and position.
    return call.model_copy(update={"id": f"call_{turn.number}_{hop}_{call.position}"})


def _told_by(hop: Hop, before: JSON) -> JSON:
    match hop.output:
        case None:
            return _unfinished(hop, before)
        case ExecuteOutput(outcome=Ok(result=result)):
            return {} if result is None else result
        case ExecuteOutput(outcome=Failed() | Skipped() as other):
            return _error(other.fault.kind, other.fault.message)
        case ExecuteOutput(outcome=Unknown(fault=fault)):
            return _error(fault.kind, fault.message, outcome="unknown")
        case output:
            told = _judged(output)
            return before if told is None else told


def _judged(output: HopOutput) -> JSON:
    """What a hop before execute has to say of the call; None when it lets the call pass."""
    match output:
        case RepairOutput(verdict="repaired") | PolicyOutput(approval=Approval(action="edit")):
            # What was wrong is mended; the call is judged again.
            return _error("internal", _NO_RESULT)
        case PolicyOutput(decision=decision, approval=approval) if not output.go:
            reason = approval.reason if approval and approval.reason else decision.reason
            return _error("policy", reason or f"not allowed by {decision.rule}")
        case RepairOutput(message=message):
            return _error("bad_arguments", message)
        case ValidateOutput(problems=problems) if problems:
            return _error("bad_arguments", problems[0].expected)
        case _:
            return None


def _unfinished(hop: Hop, before: JSON) -> JSON:
    if hop.fault is not None:
        return _error(hop.fault.kind, hop.fault.message)
    begun = hop.name == "execute" and hop.events
    return _error("internal", _NOT_KNOWN) if begun else before


def _error(kind: str, message: str, **more: JSON) -> JSON:
    return {"error": {"kind": kind, "message": message, **more}}


def _summary_line(turn: Turn) -> str:
    intent = next(
        (hop.output.intent for hop in turn.hops if isinstance(hop.output, RouteOutput)), ""
    )
    about = f" [{intent}]" if intent else ""
    return f"{turn.number}.{about} customer: {_short(turn.asked)} agent: {_short(turn.reply)}"


_line_of: Final = ByIdentity(_summary_line)


def _short(text: str, longest: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
