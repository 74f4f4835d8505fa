"""Verdicts of `sandbox check` as lines for people."""

import json
from typing import Any

from sandbox.domain.base import JSON

_HEADS = {
    "ok": "in order",
    "repaired": "repaired",
    "ask_model": "goes back to the model",
    "rejected": "rejected",
}


def call_lines(verdict: dict[str, Any]) -> list[str]:
    """The verdict on a call: mends, what is wrong with it, and policy."""
    from sandbox.domain.explain import for_model, for_person
    from sandbox.domain.verdict import Problem

    lines = [f"{verdict['tool']}: {_HEADS[verdict['verdict']]}"]
    for step in verdict["repairs"]:
        lines.append(f"  mended  {_mend(step)}  ({step['rule']})")
    problems = [Problem.model_validate(one) for one in verdict["problems"]]
    if verdict["policy"]["verdict"] is None:
        lines += [f"  wrong   {for_person(one)}" for one in problems]
        lines.append(f"  told to the model: {for_model(problems)}")
    else:
        lines.append(f"  runs with {_json(verdict['arguments'])}")
        said, rule = verdict["policy"]["verdict"], verdict["policy"]["rule"]
        lines.append(f"  policy  {said} ({rule}){_open(verdict)}")
    return lines


def policy_lines(verdict: dict[str, Any]) -> list[str]:
    """A decision: verdict, rule, reason, evidence."""
    lines = [f"{verdict['verdict']} ({verdict['rule']}){_open(verdict)}"]
    if verdict.get("reason"):
        lines.append(f"  {verdict['reason']}")
    if verdict.get("evidence"):
        lines.append(f"  evidence {_json(verdict['evidence'])}")
    return lines


def route_lines(verdict: dict[str, Any]) -> list[str]:
    """The intent and the others by score, with the words that decided."""
    head = verdict["intent"] or "nothing that is sure"
    if verdict.get("action") == "ask":
        head = f"asks which: {', '.join(verdict['asks'])}"
    rest = verdict["candidates"][:5]
    widest = max((len(one["intent"]) for one in rest), default=0)
    lines = [head]
    for one in rest:
        words = ", ".join(word["word"] for word in one.get("words", ()))
        lines.append(f"  {one['confidence']:.4f}  {one['intent'].ljust(widest)}  {words}".rstrip())
    return lines


def redact_lines(verdict: dict[str, Any]) -> list[str]:
    """The masked text and each find."""
    return [
        verdict["masked"],
        *(
            f"  {one['start']}–{one['end']}  {one['kind']}  ({one['rule']})"
            + (f"  {one['action']}" if "action" in one else "")
            for one in verdict["spans"]
        ),
    ]


def _open(verdict: dict[str, Any]) -> str:
    """What the decision leaves open, so that no `allow` says more than was asked."""
    needs = {"ownership": "--as", "provenance": "--said"}
    return "".join(f" · {what} not checked: no {needs[what]}" for what in verdict["unchecked"])


def _mend(step: dict[str, Any]) -> str:
    before, after = step["before"], step["after"]
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() != after.keys():
        return f"{_json(before)} → {_json(after)}"
    return f"{step['pointer'] or 'call'}: {_json(before)} → {_json(after)}"


def _json(value: JSON) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"
