"""What of a hop counts when two arms are held against each other, and how it is told shortly.

Times, tokens, cost, digests and the model's name differ by nature; they are figures of the
scoreboard. What remains is what was decided: which calls, which arguments, which verdicts, which
rows, which words.
"""

from collections.abc import Callable
from typing import Any, Final

from sandbox.compare.same import Neutral
from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, PolicyOutput, RepairOutput, ValidateOutput
from sandbox.domain.tool import Ok, ToolCall
from sandbox.log.calls import as_json
from sandbox.log.codec import canonical
from sandbox.log.fold import Hop

_TEXT: Final = 60


def essence(hop: Hop, same: Neutral) -> JSON:
    """What it decided, in a form that is equal in two arms exactly when they decided the same."""
    if hop.fault is not None:
        return {"fault": hop.fault.kind}
    decided = _DECIDED[hop.output.hop](hop.output) if hop.output is not None else {"runs": True}
    rows = [change.model_dump(mode="json") for change in hop.changes]
    return same({**decided, "rows": rows} if rows else decided)


def said(hop: Hop) -> str:
    """What it decided, in a few words for a column; "" where there is nothing to say."""
    if hop.fault is not None:
        return f"{hop.fault.kind}: {hop.fault.message}"
    tell = _SAID.get(hop.name)
    return tell(hop.output) if tell is not None and hop.output is not None else ""


def _repaired(output: RepairOutput) -> dict[str, Any]:
    steps = [[step.rule, step.pointer, step.before, step.after] for step in output.steps]
    return {"tool": output.tool, "verdict": output.verdict, "steps": steps}


def _judged(output: PolicyOutput) -> dict[str, Any]:
    action = output.approval.action if output.approval else ""
    verdict, rule = output.decision.verdict, output.decision.rule
    return {"tool": output.tool, "verdict": verdict, "rule": rule, "person": action}


def _executed(output: ExecuteOutput) -> dict[str, Any]:
    outcome = output.outcome
    fault = "" if isinstance(outcome, Ok) else outcome.fault.kind
    instead = output.degraded
    return {"tool": output.tool, "status": outcome.status, "fault": fault, "instead": instead}


_DECIDED: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    "redact": lambda o: {"text": o.text},
    "context": lambda o: {"variables": {one.name: one.value for one in o.variables}},
    "route": lambda o: {"action": o.action, "intent": o.intent, "asks": [*o.asks]},
    "retrieve": lambda o: {"passages": [one.id for one in o.passages if one.used]},
    "prompt": lambda o: {"step": o.step, "tools": [*o.tools], "version": o.version},
    "infer": lambda o: {"finish": o.finish},
    "parse": lambda o: {
        "calls": [[call.tool, as_json(call.arguments)] for call in o.calls],
        "unreadable": len(o.unreadable),
    },
    "validate": lambda o: {
        "tool": o.tool,
        "arguments": o.arguments,
        "problems": [[one.pointer, one.rule] for one in o.problems],
    },
    "repair": _repaired,
    "policy": _judged,
    "execute": _executed,
    "respond": lambda o: {"text": o.text, "verdict": o.verdict},
}


def _say_problems(output: ValidateOutput) -> str:
    if output.ok:
        return canonical(output.arguments) if output.arguments else ""
    return "; ".join(f"{one.pointer or 'call'}: {one.rule}" for one in output.problems)


def _say_repair(output: RepairOutput) -> str:
    if output.verdict != "repaired":
        return output.verdict.replace("_", " ")
    steps = (f"{s.pointer} {canonical(s.before)} → {canonical(s.after)}" for s in output.steps)
    return "; ".join(steps)


def _say_policy(output: PolicyOutput) -> str:
    person = f", {output.approval.action}" if output.approval else ""
    return f"{output.decision.verdict} {output.decision.rule}{person}"


def _say_executed(output: ExecuteOutput) -> str:
    words = [output.outcome.status]
    if output.rows_changed:
        words.append(f"{output.rows_changed} row{'s' if output.rows_changed > 1 else ''} changed")
    if output.degraded:
        words.append(output.degraded.replace("_", " "))
    return ", ".join(words)


_SAID: Final[dict[str, Callable[[Any], str]]] = {
    "route": lambda o: f"{o.action} {o.intent}".strip(),
    "context": lambda o: ", ".join(o.changed),
    "retrieve": lambda o: ", ".join(one.id for one in o.passages if one.used),
    "prompt": lambda o: o.step,
    "infer": lambda o: o.finish,
    "parse": lambda o: ", ".join(_written(call) for call in o.calls) or _short(o.text),
    "validate": _say_problems,
    "repair": _say_repair,
    "policy": _say_policy,
    "execute": _say_executed,
    "respond": lambda o: _short(o.text),
}


def _written(call: ToolCall) -> str:
    """The call as the model wrote it: here two arms may part although both mean the same."""
    return f"{call.tool} {call.arguments}".strip()


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _TEXT else f"{words[: _TEXT - 1]}…"
