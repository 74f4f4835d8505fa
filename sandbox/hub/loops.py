"""Signs that nothing moves: the same call, or the same question, again and again.

Everything is read from the log. What is said of it holds no number and no argument, since it
becomes the reason of a handoff.
"""

import json

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, ParseOutput, PromptOutput
from sandbox.domain.tool import Ok, ToolCall
from sandbox.log.calls import MadeCall, calls_of
from sandbox.log.canonical import canonical
from sandbox.log.fold import Session, Turn

Key = tuple[str, str]


def looping(session: Session, parsed: ParseOutput, repeats: int) -> str:
    """Why the calls of this reply would only go on in circles, "" if they may run.

    In one turn: the same call was made `repeats` times and its answer did not change. Across
    turns: it came to nothing in each of the last `repeats` turns.
    """
    if not session.turns:
        return ""
    here, before = session.turns[-1], session.turns[:-1][-repeats:]
    for call in parsed.calls:
        key = _key(call)
        if _same_answers(here, key, parsed) >= repeats:
            return f"the same call of {call.tool} again and again, with the same answer"
        if len(before) == repeats and all(_in_vain(turn, key) for turn in before):
            return f"the same call of {call.tool} in vain, turn after turn"
    return ""


def asking_again(session: Session, variable: str, repeats: int) -> bool:
    """Whether each of the last `repeats` turns ended asking for `variable`, and it is still open.

    The running turn is not one of them.
    """
    before = session.turns[:-1][-repeats:]
    return len(before) == repeats and all(_asked(turn, variable) for turn in before)


def _same_answers(turn: Turn, key: Key, now: ParseOutput) -> int:
    """How many calls under `key`, since rows last changed, had the answer of the last one."""
    rounds = sum(isinstance(hop.output, ParseOutput) for hop in turn.hops)
    answers: list[str] = []
    for call in calls_of(turn):
        if call.changes:
            answers.clear()
        elif call.round < rounds and _key(call.written) == key:
            answers.append(_answer(call))
    return len(answers) if len(set(answers)) == 1 else 0


def _answer(call: MadeCall) -> str:
    out = call.executed
    if out is None:
        judged = call.judged
        return f"not run: {judged.decision.rule if judged else ''}"
    if isinstance(out.outcome, Ok):
        return canonical(out.outcome.result)
    return out.outcome.fault.kind


def _in_vain(turn: Turn, key: Key) -> bool:
    """Whether the turn made the call and nothing came of it.

    A turn in which the agent stopped by itself begins a new count: its service may be back.
    """
    if turn.finished is not None and turn.finished.abstained:
        return False
    made = [call for call in calls_of(turn) if _key(call.written) == key]
    return bool(made) and not any(_worked(call) for call in made)


def _worked(call: MadeCall) -> bool:
    out = call.executed
    return isinstance(out, ExecuteOutput) and isinstance(out.outcome, Ok)


def _asked(turn: Turn, variable: str) -> bool:
    steps = [hop.output.step for hop in turn.hops if isinstance(hop.output, PromptOutput)]
    return bool(steps) and steps[-1].split()[:2] == ["ask", variable]


def _key(call: ToolCall) -> Key:
    return call.tool, canonical(_read(call.arguments))


def _read(text: str) -> JSON:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text.strip()
